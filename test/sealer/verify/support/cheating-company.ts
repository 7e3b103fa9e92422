import { keccak_256 } from '@noble/hashes/sha3.js';
import { join } from 'node:path';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { encodeData, encodeSubmit, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../../core/domain/ledger/fact-table.ts';
import { signZeroFee, type ZeroFeeCall } from '../../../../core/domain/ledger/evm-transaction.ts';
import {
  concatBytes,
  fromHex,
  toHex,
  uintBytes,
  ZERO_32,
  ZERO_ADDRESS,
  type Hex,
} from '../../../../core/domain/bytes/hex.ts';
import {
  internalBlockDigest,
  signBlock,
  type SignedBlock,
  type Signer,
} from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../../../core/domain/ledger/network.ts';
import type { BlockRecordJson } from '../../../../core/domain/seal/block-record.ts';
import { openChain } from '../../../../sealer/chain/chain.ts';
import { sealRulesOf } from '../../../../sealer/chain/seal-rules.ts';
import { contractAddresses, foundingTransactions } from '../../../../sealer/network/deployments.ts';
import { TRANSACTION_GAS_CAP } from '../../../../core/domain/ledger/block-gas.ts';
import { GENESIS_TIME } from '../../../../sealer/network/genesis.ts';
import { CARRIER, CHAIN_ID, RULES, SEALER, makeNext, startEngine } from '../../support/chains.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeLax, TELLS } from './lax-ledgers.ts';

export const COMPANY = signer('c0');
export const FLAT = signer('f1');
export const STRANGER = signer('0b');

/** The network that everybody trusts. */
export const NETWORK: Network = {
  name: 'cheating',
  chainId: CHAIN_ID,
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: SEALER.address, targetBits: RULES.targetBits },
  company: COMPANY.address,
  portal: STRANGER.address,
  witnesses: [],
  contracts: contractAddresses(CARRIER.address),
};
export const DOMAIN = domainOf(NETWORK);

/** What a lax ledger tells of a block that it is handed; what is left out is as an honest ledger would tell it. */
export type Told = { digest?: Hex; head?: Hex; storedHead?: Hex; storedCount?: bigint };
export type Place = { block: number; transaction?: number };

/** A company with its real seal key, its chain, and whatever it wants to write on it. */
export type CheatingCompany = AsyncDisposable & {
  /** Of its carrier's next transaction. */
  readonly nonce: bigint;
  /** Signs a transaction of its carrier; each is the next one. */
  carry(call: Omit<ZeroFeeCall, 'nonce' | 'gasLimit'>): Hex;
  /** Seals the next block. @returns its number */
  seal(transactions: readonly Hex[]): Promise<number>;
  /** A transaction that stores a word in a lax ledger. */
  store(ledger: LedgerName, slot: Hex, value: Hex): Hex;
  /** Has a lax ledger record what it is handed, in a block of its own. @returns where the lie stands */
  record(signed: SignedBlock, told?: Told & { calldata?: Hex; also?: readonly Hex[] }): Promise<Place>;
  records(): BlockRecordJson[];
};

/**
 * @param founding the transactions of block 1, where they are to be others than the network's
 * @param lax whether its ledgers let everything pass once they are founded
 */
export async function startCheatingCompany(
  lax: boolean,
  founding: readonly Hex[] = foundingTransactions(NETWORK, CARRIER),
): Promise<CheatingCompany> {
  const folder = tempFolder();
  const engine = await startEngine();
  const chain = await openChain({ file: join(folder.path, 'blocks.log'), engine, rules: sealRulesOf(NETWORK) });
  const heads = new Map<Hex, { head: Hex; count: bigint }>();
  let nonce = BigInt(founding.length);
  await makeNext(chain, []);
  await makeNext(chain, founding);
  if (lax) await makeLax(engine, NETWORK);

  const carry: CheatingCompany['carry'] = (call) =>
    signZeroFee(CHAIN_ID, { ...call, nonce: nonce++, gasLimit: TRANSACTION_GAS_CAP }, CARRIER).raw;
  const seal: CheatingCompany['seal'] = async (transactions) => Number((await makeNext(chain, transactions)).number);
  const store = (ledger: Hex, slot: Hex, value: Hex): Hex =>
    carry({ to: ledger, data: toHex(concatBytes(fromHex(slot), fromHex(value))) });

  return {
    get nonce() {
      return nonce;
    },
    carry,
    seal,
    store: (ledger, slot, value) => store(NETWORK.contracts[ledger], slot, value),
    async record(signed, told = {}) {
      const { ledger, block } = signed;
      const before = heads.get(ledger) ?? { head: ZERO_32, count: 0n };
      const own = internalBlockDigest(DOMAIN, ledger, block);
      const head = toHex(keccak_256(concatBytes(fromHex(before.head), fromHex(own))));
      const count = before.count + 1n;
      heads.set(ledger, { head, count });
      const transactions = [
        ...(told.also ?? []),
        store(ledger, TELLS.digest, told.digest ?? own),
        store(ledger, TELLS.head, told.head ?? head),
        store(ledger, word(0n), told.storedHead ?? head),
        store(ledger, word(1n), word(told.storedCount ?? count)),
        carry({ to: ledger, data: told.calldata ?? encodeSubmit(signed) }),
      ];
      return { block: await seal(transactions), transaction: transactions.length - 1 };
    },
    records: () =>
      Array.from({ length: Number(chain.head?.number ?? -1n) + 1 }, (_, number): BlockRecordJson =>
        JSON.parse(chain.recordText(number)),
      ),
    async [Symbol.asyncDispose]() {
      await chain[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export function word(value: bigint): Hex {
  return toHex(uintBytes(value, 32));
}

/** A fact of these data, signed. */
export function fact<K extends DataKind>(
  ledger: LedgerName,
  kind: K,
  data: BlockData[K],
  over: { signer?: Signer; to?: Hex; timestamp?: bigint } = {},
): SignedBlock {
  return rawFact(ledger, KIND[kind], encodeData(kind, data), over);
}

/** A fact of any bytes, signed. */
export function rawFact(
  ledger: LedgerName,
  kind: number,
  data: Hex,
  over: { signer?: Signer; to?: Hex; timestamp?: bigint } = {},
): SignedBlock {
  const { signer: from = COMPANY, to = ZERO_ADDRESS, timestamp = GENESIS_TIME + 2n } = over;
  return signBlock({
    domain: DOMAIN,
    ledger: NETWORK.contracts[ledger],
    signer: from,
    to,
    kind,
    subject: ZERO_32,
    data,
    timestamp,
  });
}

function signer(byte: string): Signer {
  const key: Hex = `0x${byte.repeat(32)}`;
  return signerFromPrivateKey(key);
}
