import { join } from 'node:path';
import { signerFromPrivateKey } from '../../../core/domain/ledger/account.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { openChain, type Chain, type Head } from '../../../sealer/chain/chain.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import type { Engine } from '../../../sealer/engine/engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { localSealSigner, type RecordSigner } from '../../../sealer/keys/seal-signer.ts';
import { domainOf, LEDGERS, type Network } from '../../../core/domain/ledger/network.ts';

export const CHAIN_ID = 53278n;
export const SEALER = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
export const CARRIER = signerFromPrivateKey(`0x${'ca'.repeat(32)}`);
export const STRANGER = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);
const TARGET_BITS = 4;
/** The network of the test chain, which has no contracts. */
export const NETWORK: Network = {
  name: 'test',
  chainId: CHAIN_ID,
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: SEALER.address, targetBits: TARGET_BITS },
  company: ZERO_ADDRESS,
  portal: ZERO_ADDRESS,
  witnesses: [],
  contracts: Object.fromEntries(LEDGERS.map((name) => [name, ZERO_ADDRESS])) as Network['contracts'],
};
export const RULES = {
  domain: domainOf(NETWORK),
  signer: SEALER.address,
  targetBits: TARGET_BITS,
  participants: ZERO_ADDRESS,
  company: ZERO_ADDRESS,
  portal: ZERO_ADDRESS,
};

/** Signs seals with this key, whichever is asked for. */
export function sealsBy(signer: Signer): RecordSigner {
  return localSealSigner(RULES.domain, { find: () => Promise.resolve(signer) });
}

export function startEngine(): Promise<Engine> {
  return startEmbeddedEngine(genesisOf(CHAIN_ID));
}

/** A chain of the test sealer in a folder; without a signer it is a replica's. */
export async function openTestChain(
  folder: string,
  options: { signer?: Signer; engine?: Engine; rules?: typeof RULES } = {},
): Promise<Chain> {
  return openChain({
    file: join(folder, 'blocks.log'),
    engine: options.engine ?? (await startEngine()),
    rules: options.rules ?? RULES,
    ...(options.signer === undefined ? {} : { signer: sealsBy(options.signer) }),
  });
}

/** Transactions that change the state: each creates a contract of one byte. */
export function deployments(from: number, count: number): Hex[] {
  return Array.from({ length: count }, (_, i) => {
    const nonce = BigInt(from + i);
    return signZeroFee(CHAIN_ID, { nonce, gasLimit: 100_000n, to: undefined, data: '0x60015f5360015ff3' }, CARRIER).raw;
  });
}

/** Block 0 and `count` blocks of one transaction each on top of what is there. */
export async function grow(chain: Chain, count: number, signer: Signer = SEALER): Promise<Head> {
  let head = chain.head ?? (await makeNext(chain, [], signer));
  for (let i = 0; i < count; i++) head = await makeNext(chain, deployments(Number(head.number), 1), signer);
  return head;
}

export async function makeNext(
  chain: Chain,
  transactions: readonly Hex[],
  signer: Signer = SEALER,
  apart = 1n,
): Promise<Head> {
  const timestamp = (chain.head?.timestamp ?? 0n) + apart;
  return chain.make({ transactions, timestamp, prevRandao: chain.head?.sealHash ?? '0x', signer: sealsBy(signer) });
}
