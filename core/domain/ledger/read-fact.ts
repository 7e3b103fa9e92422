import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { decodeReadings, type SignedBatch } from '../reading/readings-data.ts';
import { decodeData, type BlockData } from './block-data.ts';
import { FACTS, type DataKind, type KindName } from './fact-table.ts';
import { kindName, kindOf } from './kinds.ts';
import type { LedgerName } from './network.ts';

/** What a block says, by its kind. Every reader switches over `kind` and ends in `satisfies never`. */
export type Fact = FactOf<KindName>;
export type FactOf<K extends KindName> = {
  [Each in K]: {
    readonly kind: Each;
    readonly data: Each extends DataKind ? BlockData[Each] : readonly SignedBatch[];
  };
}[K];

/**
 * The one meaning of a block's data. It is total over what ledgers record: a contract takes no data but the one encoding of its fact
 * (`DataNotCanonical`), and no kind of another ledger.
 * @throws InputError KIND_UNKNOWN, DATA_MALFORMED, READINGS_MALFORMED; no ledger records such a block
 */
export function readFact({ kind, data }: { kind: number; data: Hex }): Fact {
  const name = kindOf(kind);
  if (name === undefined)
    throw new InputError('KIND_UNKNOWN', `${kindName(kind)} is no kind of internal block (docs/formats.md §2).`);
  // The name and the data are of one row of the table; the compiler does not follow that through a union of all.
  return (
    name === 'READINGS' ? { kind: name, data: decodeReadings(data) } : { kind: name, data: decodeData(name, data) }
  ) as Fact;
}

/** Whether this ledger takes blocks of this kind. */
export function takesKind(ledger: LedgerName, kind: KindName): boolean {
  const { ledgers }: { ledgers: readonly LedgerName[] } = FACTS[kind];
  return ledgers.includes(ledger);
}
