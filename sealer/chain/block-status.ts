import type { Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { transactionHash } from '../../core/domain/ledger/evm-transaction.ts';
import { receiptAt, type BlockRecord } from '../../core/domain/seal/block-record.ts';
import { whenHere } from './segments/away.ts';
import { RpcError } from '../engine/engine.ts';
import type { RevertReason } from './revert-reason.ts';
import type { LogIndex, Place } from './index/log-index.ts';

/** What became of an internal block that a sealed block carried. */
export type CarriedStatus =
  { state: 'sealed'; blockNumber: bigint } | { state: 'refused'; blockNumber: bigint; error: RevertReason };

export type CarriedStatuses = { of(digest: Hex): Promise<CarriedStatus | undefined> };

const REMEMBERED = 20_000;
/** Of a trace, what the call returned and no step of it. */
export const RETURN_ALONE = { disableMemory: true, disableStack: true, disableStorage: true };

/** What a traced call returned. */
export function returnedOf(trace: unknown): Hex {
  const { returnValue } = looseFields(trace);
  return `0x${typeof returnValue === 'string' ? returnValue.replace(/^0x/, '') : ''}`;
}

/**
 * Looks into the receipts of the log. Why a ledger refused stands in the index for what lies below a snapshot; what was executed since the start is executed once
 * more to learn it. Answers are remembered: they never change.
 */
export function createCarriedStatuses(args: {
  index: Pick<LogIndex, 'places' | 'refusalAt'>;
  record: (number: number) => BlockRecord;
  request: (method: string, params: readonly unknown[]) => Promise<unknown>;
  decodeRefusal: (data: Hex) => RevertReason;
}): CarriedStatuses {
  const known = new Map<string, CarriedStatus>();

  const refusal = async (place: Place, hash: Hex): Promise<RevertReason> => {
    const kept = args.index.refusalAt(place);
    if (kept !== undefined) return args.decodeRefusal(kept);
    try {
      const trace = await args.request('debug_traceTransaction', [hash, RETURN_ALONE]);
      return args.decodeRefusal(returnedOf(trace));
    } catch (error) {
      // An engine without tracing still knows that the ledger refused.
      if (error instanceof RpcError) return { name: 'Refused', args: [] };
      throw error;
    }
  };

  const at = async (digest: Hex, place: Place): Promise<CarriedStatus | undefined> => {
    const key = `${digest}:${place.number}:${place.index}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const record = await whenHere(() => args.record(place.number));
    const raw = record.transactions[place.index];
    if (raw === undefined) return undefined;
    const blockNumber = BigInt(place.number);
    const status: CarriedStatus = receiptAt(record, place.index).succeeded
      ? { state: 'sealed', blockNumber }
      : { state: 'refused', blockNumber, error: await refusal(place, transactionHash(raw)) };
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, status);
    return status;
  };

  return {
    async of(digest) {
      let newest: CarriedStatus | undefined;
      for (const place of args.index.places(digest)) {
        const status = await at(digest, place);
        if (status?.state === 'sealed') return status;
        newest ??= status;
      }
      return newest;
    },
  };
}
