import type { DecisionContext } from '../../../../biller/decide/decision-context.ts';
import type { Premise } from '../../../../biller/house-files.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';

/** What a list looks at: the ledgers as this biller reads them, and by account who lives where. */
export type Looking = { context: DecisionContext; flats: ReadonlyMap<Hex, Premise> };

/** One row. `number` is its place in the ledger's order, from 1; `id` what the commands take; `open` whether somebody still has to do something. */
export type ListRow = { number: number; id: string; open: boolean; line: string } & Readonly<Record<string, unknown>>;

/** `more`: what only `show` tells. */
export type List = {
  rows: (looking: Looking) => Promise<ListRow[]> | ListRow[];
  more?: (looking: Looking, id: Hex) => Promise<Record<string, unknown>>;
};

/** A resident as the clerk knows it: by flat, or by account where the flat is not known. */
export function residentName({ context, flats }: Looking, account: Hex): string {
  if (account === context.state.company) return 'the house';
  const premise = flats.get(account);
  return premise === undefined ? `account ${account}` : `flat ${premise.premise}`;
}

/** The flat's name alone; '' where it is not known. */
export function flatName({ flats }: Looking, account: Hex): string {
  return flats.get(account)?.premise ?? '';
}
