import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { readText } from '../arguments.ts';

/** What an owner tells the company of itself before there is a network: nothing of it is secret. */
export type Card = {
  role: 'portal' | 'provider' | 'collector';
  name: string;
  address: Hex;
  /** Its replica, which cosigns with the account's key; collectors have none. */
  replica?: string | undefined;
  /** What a provider supplies, by names of resources. */
  supplies?: readonly string[] | undefined;
};

const schema = z.strictObject({
  role: z.enum(['portal', 'provider', 'collector']),
  name: z.string().min(1).max(100),
  address: z.string(),
  replica: z.url().optional(),
  supplies: z.array(z.string()).optional(),
});

/** @throws InputError CARD_INVALID, FILE_UNREADABLE */
export function readCard(file: string): Card {
  const text = readText(file, 'a card.json, which `domledger init` wrote at its owner');
  try {
    const card = schema.parse(JSON.parse(text));
    return { ...card, address: parseHex(card.address, 'address', 20) };
  } catch (cause) {
    throw new InputError('CARD_INVALID', `${file} is no card of an owner. Fetch its card.json again, whole.`, {
      cause,
    });
  }
}
