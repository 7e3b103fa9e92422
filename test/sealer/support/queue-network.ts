import type { Network } from '../../../core/domain/ledger/network.ts';
import { contractAddresses } from '../../../sealer/network/deployments.ts';
import { CARRIER, CHAIN_ID } from './chains.ts';
import { COMPANY, PORTAL } from './company.ts';

/** The network of queues that a test opens without a chain. */
export const NETWORK: Network = {
  name: 'test',
  chainId: CHAIN_ID,
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: COMPANY.address, targetBits: 4 },
  company: COMPANY.address,
  portal: PORTAL.address,
  witnesses: [],
  contracts: contractAddresses(CARRIER.address),
};
