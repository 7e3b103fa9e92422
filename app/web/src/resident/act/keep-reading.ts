import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import type { Resident } from '../resident.ts';

/** What of a reading makes it the same as another one; `time` where it is of a moment that was chosen. */
type Said = { channel: Hex; mantissa: bigint; close: boolean; requestId?: Hex; time?: bigint };

/** Keeps the blocks of a manual reading. @returns its id in the outbox */
export function keepReading(
  { outbox }: Pick<Resident, 'outbox'>,
  { channel, mantissa, close, requestId, time }: Said,
  sign: (replaces: Hex | undefined) => Promise<readonly SignedBlock[]>,
): Promise<Hex> {
  const content = {
    channel,
    mantissa: mantissa.toString(),
    close,
    requestId: requestId ?? null,
    time: time?.toString() ?? null,
  };
  return outbox.keep({ kind: 'reading', content, sign });
}
