import { carriedBlock } from '../../core/domain/ledger/carried-block.ts';
import { kindName } from '../../core/domain/ledger/kinds.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';

/** An internal block of the company that stands between the head which a receipt names and what it promises. */
export type Act = { number: bigint; what: string };

/** What the company signed in these blocks, up to the place that carries what was promised. */
export function actsInFront(
  blocks: readonly BlockRecord[],
  company: Hex,
  until: { blockNumber: bigint; index: number },
): Act[] {
  return blocks
    .filter(({ number }) => number <= until.blockNumber)
    .flatMap(({ number, transactions }) =>
      (number === until.blockNumber ? transactions.slice(0, until.index) : transactions).flatMap((raw) => {
        const block = carriedBlock(raw)?.block;
        return block?.from === company ? [{ number, what: kindName(block.kind) }] : [];
      }),
    );
}
