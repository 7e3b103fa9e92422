import { accountFromMnemonic } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { Signer, SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../../../core/domain/ledger/network.ts';

/** The company in every process of a test. */
export const COMPANY = accountFromMnemonic('test test test test test test test test test test test junk');

/** Of one process the same number is the same block. */
const STARTED = BigInt(Math.floor(Date.now() / 1000)) - 3_600n;

/** The n-th of the company's rates: each is valid later than the one before, so the ledger refuses any other order. */
export function rateBlock(
  network: Network,
  n: number,
  from: Signer = COMPANY,
  over: { timestamp?: bigint; replaces?: Hex } = {},
): SignedBlock {
  return signBlock({
    domain: domainOf(network),
    ledger: network.contracts.tariffs,
    signer: from,
    to: network.company,
    kind: KIND.RATE,
    subject: ZERO_32,
    data: encodeData('RATE', {
      resource: 1,
      zone: 0,
      mantissa: 1n + 10n * BigInt(Math.abs(n)),
      exponent: -5,
      validFrom: 1_790_000_000n + BigInt(n) * 3600n,
    }),
    timestamp: STARTED + BigInt(n),
    ...over,
  });
}
