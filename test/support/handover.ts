import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import { signHandover, type Handover } from '../../core/domain/seal/seal-keys.ts';

/** A handover that any block before its number may record, where `over` says nothing else. */
export function handoverAt(
  domain: NetworkDomain,
  number: bigint,
  retiring: Signer,
  next: Signer,
  over: { validFrom?: bigint; validUntil?: bigint } = {},
): Handover {
  return signHandover(
    domain,
    { number, validFrom: 0n, validUntil: number === 0n ? 0n : number - 1n, ...over },
    retiring,
    next,
  );
}
