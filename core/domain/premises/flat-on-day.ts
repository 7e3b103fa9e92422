import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import { QUANTITY, type QuantityName } from '../ledger/kinds.ts';
import type { Network } from '../ledger/network.ts';
import { openFlatFact } from './open-flat-fact.ts';
import { accountOn, factOn, houseOn, type FlatFact, type PremisesBook } from './premises-book.ts';

export type FlatId = { houseId: Hex; flat: Hex };

/** What a bill of a day counts by: the account that answers and what stands of the flat, each undefined where nothing does. */
export type FlatOnDay = { account: Hex | undefined } & { [K in QuantityName]: FlatFact | undefined };

/**
 * What holds of a flat on a day of the local calendar. A flat that is not on its house's list of that day is none, whatever was said of it.
 * @returns undefined where there is no such flat on that day
 */
export function flatOnDay(book: PremisesBook, id: FlatId, day: number): FlatOnDay | undefined {
  if (!houseOn(book, id.houseId, day)?.flats.includes(id.flat)) return undefined;
  const fact = (name: QuantityName): FlatFact | undefined => factOn(book, { ...id, quantity: QUANTITY[name] }, day);
  return {
    account: accountOn(book, id, day),
    area: fact('area'),
    residents: fact('residents'),
    share: fact('share'),
    privilege: fact('privilege'),
  };
}

/** The flats that an account answers for on a day, in the order of their ids. */
export function flatsOfAccount(book: PremisesBook, account: Hex, day: number): FlatId[] {
  return [...book.accounts.keys()]
    .map((key): FlatId => {
      const [houseId, flat] = key.split(':') as [Hex, Hex];
      return { houseId, flat };
    })
    .filter((id) => flatOnDay(book, id, day)?.account === account)
    .toSorted((a, b) => (`${a.houseId}${a.flat}` < `${b.houseId}${b.flat}` ? -1 : 1));
}

/**
 * A quantity of a flat on a day, opened for a reader whom it is for.
 * @returns undefined where nothing of the kind holds
 * @throws InputError FLAT_FACT_CLOSED where it does not open: then nothing is billed by it
 */
export async function valueOnDay(
  reader: { network: Network; account: EnvelopeReader },
  book: PremisesBook,
  about: FlatId & { quantity: QuantityName; day: number },
): Promise<bigint | undefined> {
  const { quantity, day } = about;
  const fact = flatOnDay(book, about, day)?.[quantity];
  if (fact === undefined) return undefined;
  const sealed = await openFlatFact({ ...reader, ...fact });
  if (sealed.state === 'opened') return sealed.content.value;
  const message = `What stands of the ${quantity} of flat ${about.flat} on day ${day} does not open here: ${sealed.message}`;
  throw new InputError('FLAT_FACT_CLOSED', message);
}
