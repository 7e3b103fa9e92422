import { localDate } from '../../core/domain/billing/period.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { lowerHex, parseHex } from '../../core/domain/bytes/hex.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { flatsOf } from '../flats.ts';
import type { Appeal } from '../state.ts';

/**
 * The letter that a person means.
 * @param name its number in the list, FLAT:YYYY-MM-DD where that day brought one letter of the flat, or its id
 * @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS
 */
export async function findLetter(context: DecisionContext, name: string): Promise<Appeal> {
  const found = await lettersNamed(context, name);
  const [letter, other] = found;
  if (letter === undefined)
    throw new InputError('APPEAL_UNKNOWN', `There is no letter "${name}". See clerk letters list.`);
  if (other === undefined) return letter;
  const numbers = found.map((one) => one.number).join(', ');
  throw new InputError('LETTER_AMBIGUOUS', `"${name}" are several letters. Give one of their numbers: ${numbers}.`);
}

async function lettersNamed(context: DecisionContext, name: string): Promise<Appeal[]> {
  const { state, network } = context;
  const all = [...state.appeals.values()];
  if (/^0x/.test(name)) {
    const letter = state.appeals.get(lowerHex(parseHex(name, 'the letter', 32)));
    return letter === undefined ? [] : [letter];
  }
  const byFlat = /^(.+):(\d{4}-\d{2}-\d{2})$/.exec(name);
  if (byFlat === null) return all.filter(({ number }) => String(number) === name);
  const [, flat, date] = byFlat;
  const flats = await flatsOf(context);
  return all.filter(
    ({ subscriber, at }) => flats.get(subscriber)?.premise === flat && localDate(at, network.timeZone) === date,
  );
}
