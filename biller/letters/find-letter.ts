import { localDate } from '../../core/domain/billing/period.ts';
import { lowerHex, parseHex } from '../../core/domain/bytes/hex.ts';
import { oneLetter } from '../../core/domain/letters/one-letter.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { flatsOf } from '../flats.ts';
import type { Appeal } from '../state.ts';

/**
 * The letter that a person means.
 * @param name its number in the list, FLAT:YYYY-MM-DD where that day brought one letter of the flat, or its id
 * @throws InputError APPEAL_UNKNOWN, LETTER_AMBIGUOUS
 */
export async function findLetter(context: DecisionContext, name: string): Promise<Appeal> {
  return oneLetter(await lettersNamed(context, name), name, 'clerk letters list');
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
