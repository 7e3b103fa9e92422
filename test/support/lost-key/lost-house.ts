import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { lostKeyFoundingOf, lostKeySlots } from '../../../core/domain/handovers/check-lost-key.ts';
import { lostKeyDigest, type LostKey, type LostKeyStatement } from '../../../core/domain/handovers/lost-key.ts';
import { encodeLostKeyCall } from '../../../core/domain/handovers/lost-key-call.ts';
import { TRANSACTION_GAS_CAP } from '../../../core/domain/ledger/block-gas.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { signerFromPrivateKey } from '../../../core/domain/ledger/account.ts';
import { encodeData, encodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { signBlock, type Signer } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { type BlockRecord, type Parent } from '../../../core/domain/seal/block-record.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import type { Handover } from '../../../core/domain/seal/seal-keys.ts';
import type { StorageNodes } from '../../../core/domain/proof/storage-nodes.ts';
import { handoverAt } from '../handover.ts';
import { request, type Engine } from '../../../sealer/engine/engine.ts';
import { contractAddresses, foundingTransactions } from '../../../sealer/network/deployments.ts';
import { GENESIS_TIME } from '../../../sealer/network/genesis.ts';
import { CARRIER, CHAIN_ID, startEngine } from '../../sealer/support/chains.ts';

const signer = (byte: string): Signer => signerFromPrivateKey(`0x${byte.repeat(32)}`);
export const [OLD, NEXT, COMPANY, PORTAL, OTHER] = ['a1', 'a2', 'a3', 'a4', 'a5'].map(signer) as [
  Signer,
  Signer,
  Signer,
  Signer,
  Signer,
];
/** Three that count, and the portal's own. */
export const WITNESSES = ['b1', 'b2', 'b3'].map(signer);
const OF_PORTAL = signer('b4');

export const LOST_NETWORK: Network = {
  name: 'lost',
  chainId: CHAIN_ID,
  salt: `0x${'5b'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: OLD.address, targetBits: 1 },
  company: COMPANY.address,
  portal: PORTAL.address,
  witnesses: [
    ...WITNESSES.map(({ address }) => ({ key: address, owner: address })),
    { key: OF_PORTAL.address, owner: PORTAL.address },
  ],
  contracts: contractAddresses(CARRIER.address),
};
export const LOST_DOMAIN = domainOf(LOST_NETWORK);
/** What the newest block records, where the house has it: from block 4 on another one seals, which never comes to that. */
export const UNBEGUN = handoverAt(LOST_DOMAIN, 4n, OLD, OTHER, { validFrom: 2n });
export const LOST_ORIGIN = {
  domain: LOST_DOMAIN,
  signer: OLD.address,
  founding: lostKeyFoundingOf(LOST_NETWORK),
};

/** What is bent of an honest handover. */
export type Bent = {
  said?: Partial<LostKeyStatement>;
  by?: readonly Signer[];
  portal?: Signer;
  accepts?: Signer;
  proof?: Partial<StorageNodes>;
};

/** A history of three blocks, the last 90 days behind the founding, whose key of the seal is lost then. */
export type LostHouse = AsyncDisposable & {
  readonly records: readonly BlockRecord[];
  readonly parent: Parent;
  /** Of the honest statement. */
  handover(bent?: Bent): Handover & { lost: LostKey };
  /** The block right behind, which hands it in, dated so many seconds behind its time. @param seals with which key; `behind` another transaction */
  next(
    handover: Handover & { lost: LostKey },
    over?: { after?: bigint; seals?: Signer; data?: Hex; behind?: boolean },
  ): Promise<BlockRecord>;
  /** An empty block behind it, or behind the last one. */
  more(seals: Signer): Promise<BlockRecord>;
};

/** @param handsOver whether the newest block records a handover that has not begun */
export async function startLostHouse({ standing = WITNESS_STANDING, handsOver = false } = {}): Promise<LostHouse> {
  const engine = await startEngine();
  const records: BlockRecord[] = [];
  let parent: Parent | undefined;
  const make = async (transactions: readonly Hex[], timestamp: bigint, seals: Signer): Promise<BlockRecord> => {
    const made = await sealed(engine, parent, transactions, timestamp, seals);
    records.push(made.record);
    ({ parent } = made);
    return made.record;
  };
  await make([], GENESIS_TIME, OLD);
  await make(foundingTransactions(LOST_NETWORK, CARRIER), GENESIS_TIME + 1n, OLD);
  const time = GENESIS_TIME + 1n + standing;
  const last = await make(handsOver ? [recording(UNBEGUN, time)] : [], time, OLD);
  if (parent === undefined) throw new Error('three blocks have a last one');
  const head: Parent = parent;
  const nodes = await proofOf(engine);
  const { seal, header } = last;
  return {
    records: [...records],
    parent: head,
    handover({ said, by = WITNESSES.slice(1), portal = PORTAL, accepts = NEXT, proof } = {}) {
      const honest = { head: head.number, headSeal: head.sealHash, headTime: head.timestamp, next: NEXT.address };
      const statement = { ...honest, time: head.timestamp + 60n, ...said };
      const digest = lostKeyDigest(LOST_DOMAIN, statement);
      const words = by.toSorted((a, b) => (a.address < b.address ? -1 : 1)).map((one) => one.sign(digest));
      const { headSeal, headTime, next, time } = statement;
      const number = statement.head + 1n;
      const lost = { headSeal, headTime, time, words, proof: { seal, header, ...nodes, ...proof } };
      const signed = { signature: portal.sign(digest), acceptance: accepts.sign(digest) };
      return { number, next, validFrom: number, validUntil: number, ...signed, lost };
    },
    next(handover, over = {}) {
      const { after = SEAL_KEY_SILENCE, seals = NEXT } = over;
      const { data = encodeLostKeyCall(handover, handover.lost) } = over;
      const timestamp = handover.lost.time + after;
      const before = over.behind === true ? [recording(UNBEGUN, timestamp)] : [];
      const call = {
        nonce: handsOver || before.length > 0 ? 9n : 8n,
        gasLimit: TRANSACTION_GAS_CAP,
        to: LOST_NETWORK.contracts.participants,
        data,
      };
      return make([...before, signZeroFee(CHAIN_ID, call, CARRIER).raw], timestamp, seals);
    },
    more: (seals) => make([], (parent?.timestamp ?? 0n) + 1n, seals),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** The company's SEAL_KEY in a transaction. */
function recording(handover: Handover, timestamp: bigint): Hex {
  const ledger = LOST_NETWORK.contracts.participants;
  const signed = signBlock({
    domain: LOST_DOMAIN,
    ledger,
    signer: COMPANY,
    to: COMPANY.address,
    kind: KIND.SEAL_KEY,
    subject: ZERO_32,
    data: encodeData('SEAL_KEY', handover),
    timestamp,
  });
  const call = { nonce: 8n, gasLimit: TRANSACTION_GAS_CAP, to: ledger, data: encodeSubmit(signed) };
  return signZeroFee(CHAIN_ID, call, CARRIER).raw;
}

async function sealed(
  engine: Engine,
  parent: Parent | undefined,
  transactions: readonly Hex[],
  timestamp: bigint,
  seals: Signer,
): Promise<{ record: BlockRecord; parent: Parent }> {
  const prevRandao = parent?.sealHash ?? ZERO_32;
  const made =
    parent === undefined
      ? { ...(await engine.genesis()), receipts: [] }
      : await engine.produce({ timestamp, prevRandao, transactions });
  const { number, blockHash, header, receipts } = made;
  const fields = { number, parentSeal: parent?.sealHash ?? ZERO_32, blockHash, timestamp };
  const { r, sealHash } = mineSeal(LOST_DOMAIN, fields, LOST_NETWORK.seal.targetBits);
  await engine.settle({ number, blockHash });
  return {
    parent: { number, sealHash, blockHash, timestamp },
    record: {
      ...{ number, timestamp, prevRandao, header, transactions: [...transactions], receipts: [...receipts] },
      seal: { ...fields, r, signature: seals.sign(sealHash) },
    },
  };
}

async function proofOf(engine: Engine): Promise<Pick<StorageNodes, 'accountProof' | 'nodes'>> {
  const { participants } = LOST_NETWORK.contracts;
  const slots = lostKeySlots(PORTAL.address, LOST_NETWORK.witnesses.length);
  const answer = (await request(engine, 'eth_getProof', [participants, slots, 'latest'])) as {
    accountProof: Hex[];
    storageProof: { proof: Hex[] }[];
  };
  const bytes = (node: Hex): Hex => toHex(fromHex(node));
  const nodes = [...new Set(answer.storageProof.flatMap(({ proof }) => proof.map(bytes)))];
  return { accountProof: answer.accountProof.map(bytes), nodes };
}
