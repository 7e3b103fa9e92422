import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';

/** A network that nobody runs, for what only needs its addresses. */
export function someNetwork(chainId: bigint): Network {
  const at = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`;
  return {
    name: 'test',
    chainId,
    salt: `0x${'5a'.repeat(32)}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    seal: { address: at(1), targetBits: 4 },
    company: at(2),
    portal: at(3),
    witnesses: [],
    contracts: {
      participants: at(11),
      meters: at(12),
      tariffs: at(13),
      premises: at(17),
      contractLedger: at(14),
      billingLedger: at(15),
      readingLedger: at(16),
    },
  };
}
