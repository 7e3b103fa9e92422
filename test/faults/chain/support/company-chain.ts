import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { headerHash, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { encodeSubmit } from '../../../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import { domainOf, LEDGERS, type Network } from '../../../../core/domain/ledger/network.ts';
import { rlpBytes, rlpList, rlpUint } from '../../../../core/domain/bytes/rlp.ts';
import { sealDigest, type SealFields } from '../../../../core/domain/seal/seal.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';

const KEY: Hex = `0x${'5e'.repeat(32)}`;
/** The company's real seal key, in the hands of whoever wants to cheat with it. */
export const COMPANY = signerFromPrivateKey(KEY);
const SENDER_KEY: Hex = `0x${'0b'.repeat(32)}`;
const SENDER = signerFromPrivateKey(SENDER_KEY);
const LEDGER: Hex = `0x${'1e'.repeat(20)}`;
const ADDRESS: Hex = `0x${'00'.repeat(20)}`;

export const NETWORK: Network = {
  name: 'cheating',
  chainId: 53278n,
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: COMPANY.address, targetBits: 4 },
  company: ADDRESS,
  portal: ADDRESS,
  witnesses: [],
  contracts: Object.fromEntries(LEDGERS.map((name) => [name, LEDGER])) as Network['contracts'],
};
export const ACCUSED = { domain: domainOf(NETWORK), signer: COMPANY.address, targetBits: 4 };

/** What may differ from an honest block. */
export type Bent = {
  header?: { number?: bigint; timestamp?: bigint; parentHash?: Hex; stateRoot?: Hex };
  seal?: Partial<SealFields>;
};

/** A block of the company on a parent: everything of it is right but what is bent, and the result of execution, which is any. */
export function sealBlock(
  parent: BlockRecord | undefined,
  transactions: Hex[],
  timestamp: bigint,
  { header: bentHeader = {}, seal: bentSeal = {} }: Bent = {},
): BlockRecord {
  const number = parent === undefined ? 0n : parent.number + 1n;
  const receipts = transactions.map(() => plainReceipt());
  const word = rlpBytes(new Uint8Array(32));
  const header = toHex(
    rlpList([
      rlpBytes(fromHex(bentHeader.parentHash ?? parent?.seal.blockHash ?? ZERO_32)),
      word,
      rlpBytes(new Uint8Array(20)),
      rlpBytes(fromHex(bentHeader.stateRoot ?? ZERO_32)),
      rlpBytes(fromHex(indexTrieRoot(transactions))),
      rlpBytes(fromHex(indexTrieRoot(receipts))),
      rlpBytes(new Uint8Array(256)),
      rlpUint(0),
      rlpUint(bentHeader.number ?? number),
      rlpUint(1000),
      rlpUint(0),
      rlpUint(bentHeader.timestamp ?? timestamp),
      rlpBytes(new Uint8Array()),
      word,
      rlpBytes(new Uint8Array(8)),
      rlpUint(0),
    ]),
  );
  const parentSeal = parent === undefined ? ZERO_32 : sealDigest(domainOf(NETWORK), parent.seal);
  const { r: _, ...fields } = { number, parentSeal, blockHash: headerHash(header), timestamp, r: 0n, ...bentSeal };
  const { r, sealHash } = mineSeal(domainOf(NETWORK), fields, NETWORK.seal.targetBits);
  const seal = { ...fields, r, signature: COMPANY.sign(sealHash) };
  return { number, timestamp, prevRandao: ZERO_32, transactions, receipts, header, seal };
}

/** The n-th internal block of a resident, the name it has, and the transaction that carries it. */
export function internalBlock(n: number): { signed: SignedBlock; digest: Hex; raw: Hex } {
  const signed = signBlock({
    domain: domainOf(NETWORK),
    ledger: LEDGER,
    signer: SENDER,
    to: ADDRESS,
    kind: 0x1304,
    subject: ZERO_32,
    data: toHex(rlpUint(n)),
    timestamp: 90n + BigInt(n),
  });
  const call = { nonce: BigInt(n), gasLimit: 1_000_000n, to: signed.ledger, data: encodeSubmit(signed) };
  return {
    signed,
    digest: internalBlockDigest(domainOf(NETWORK), signed.ledger, signed.block),
    raw: signZeroFee(NETWORK.chainId, call, SENDER).raw,
  };
}
