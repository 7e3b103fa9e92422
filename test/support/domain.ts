import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

/** The domain of no network in particular, for tests that need none. */
export const DOMAIN: NetworkDomain = { chainId: 53278n, networkHash: `0x${'5a'.repeat(32)}` };
