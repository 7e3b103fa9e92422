import { randomBytes } from 'node:crypto';
import { transactionHash } from '../../core/domain/ledger/evm-transaction.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { Chain } from './chain.ts';
import { contractAddresses, foundingTransactions } from '../network/deployments.ts';
import { nextTimestamp } from '../queue/produce-blocks.ts';
import type { SealerSettings } from '../settings.ts';
import type { RecordSigner } from '../keys/seal-signer.ts';

/**
 * The network that the settings describe.
 * @param known seal key and contracts of a network that exists; for a new one, its first seal key
 */
export function networkOf(settings: SealerSettings, carrier: Hex, known: Network | { sealKey: Hex }): Network {
  return {
    name: settings.name,
    chainId: BigInt(settings.chainId),
    salt: 'sealKey' in known ? toHex(randomBytes(32)) : known.salt,
    currency: settings.currency,
    timeZone: settings.timeZone,
    seal: {
      address: 'sealKey' in known ? known.sealKey : known.seal.address,
      targetBits: settings.targetBits,
    },
    company: settings.company,
    portal: settings.portal,
    witnesses: settings.witnesses,
    contracts: 'sealKey' in known ? contractAddresses(carrier) : known.contracts,
  };
}

/** Makes block 0, the genesis, and block 1 with the seven contracts and the network's hash, unless they are there. @returns whether anything was made */
export async function foundNetwork(args: {
  chain: Chain;
  network: Network;
  signer: RecordSigner;
  carrierKey: Signer;
  now: () => number;
}): Promise<boolean> {
  const { chain, network, signer } = args;
  let parent = chain.head ?? (await chain.make({ transactions: [], timestamp: 0n, prevRandao: '0x', signer }));
  if (parent.number > 0n && (await isFounded(chain, network))) return false;
  const transactions = foundingTransactions(network, args.carrierKey);
  do {
    const timestamp = nextTimestamp(parent.timestamp, args.now());
    parent = await chain.make({ transactions, timestamp, prevRandao: parent.sealHash, signer });
    // Where somebody else makes the blocks, the contracts come when they come.
  } while (!(await areCarried(chain, transactions)));
  for (const raw of transactions) await requireDone(chain, transactionHash(raw));
  return true;
}

async function isFounded(chain: Chain, network: Network): Promise<boolean> {
  const codes = Object.values(network.contracts).map((address) => chain.request('eth_getCode', [address, 'latest']));
  return (await Promise.all(codes)).every((code) => code !== '0x');
}

async function areCarried(chain: Chain, transactions: readonly Hex[]): Promise<boolean> {
  const receipts = transactions.map((raw) => chain.request('eth_getTransactionReceipt', [transactionHash(raw)]));
  return (await Promise.all(receipts)).every((receipt) => receipt !== null);
}

async function requireDone(chain: Chain, hash: Hex): Promise<void> {
  const receipt = (await chain.request('eth_getTransactionReceipt', [hash])) as { status?: string } | null;
  if (receipt?.status !== '0x1') throw new Error(`the founding transaction ${hash} failed`);
}
