import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import {
  checkSignedBlock,
  signedBlockFromJson,
  type SignedBlock,
  type SignsFor,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { readFact } from '../../../core/domain/ledger/read-fact.ts';
import { actHashOf } from '../../../core/domain/ownership/both-hands.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { createKeyHistory, isKeyFact, rekeyFrom, type KeyFact } from '../../../core/domain/keys/key-history.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Proof } from './proof.ts';

/** Later than any REKEY takes effect. */
const EVER = 1n << 64n;

/** What a register message says of keys, and the entries that say something else. */
export type RegisterKeys = { signsFor: SignsFor; changes: Proof[]; rest: unknown[] };

/**
 * Whose keys signed what a register message holds: the message has every KEY_ROTATE of whom it names, the first one first. A gateway sees no ledger, so that any key
 * counts that an account has or had: which entry is the newest, the entries' own times say.
 * @param onRefused hears of each change that does not hold
 */
export function registerKeys(
  network: Network,
  blocks: readonly unknown[],
  onRefused: (error: InputError) => void,
): RegisterKeys {
  const history = createKeyHistory(keyRegisterOf(network));
  const found: RegisterKeys = { signsFor: history.everSigned, changes: [], rest: [] };
  const firstHands = new Map<Hex, SignedBlock>();
  for (const json of blocks) {
    try {
      const signed = signedBlockFromJson(json);
      const { block, ledger, data } = signed;
      const fact = readFact({ kind: block.kind, data });
      if (!isKeyFact(fact) || fact.kind === 'ACT_WITHDRAW' || ledger !== network.contracts.participants)
        found.rest.push(json);
      else {
        // One hand may have signed, under a key that changed since, long before the other one.
        const isByHands = fact.kind === 'REKEY' || isOfWitness(fact);
        checkSignedBlock(domainOf(network), signed, isByHands ? history.everSigned : history.at(EVER));
        const isBoth = history.take(block, fact, EVER);
        if (isOfWitness(fact)) continue;
        const subject = 'account' in fact.data ? fact.data.account : block.from;
        if (!isBoth && fact.kind === 'REKEY') firstHands.set(actHashOf(block), signed);
        // The ledger goes by the hand that it took last. Whoever tells both may turn them round: the later one is never before that, but for their clocks.
        const said = later(firstHands.get(actHashOf(block)), signed);
        const { kind, timestamp } = said.block;
        if (isBoth || fact.kind === 'REKEY_OBJECT') found.changes.push({ subject, kind, timestamp, signed: said });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onRefused(error);
    }
  }
  return found;
}

function later(first: SignedBlock | undefined, second: SignedBlock): SignedBlock {
  return first !== undefined && first.block.timestamp > second.block.timestamp ? first : second;
}

function isOfWitness(fact: KeyFact): fact is Extract<KeyFact, { kind: 'WITNESS_ENTER' | 'WITNESS_REMOVE' }> {
  return fact.kind === 'WITNESS_ENTER' || fact.kind === 'WITNESS_REMOVE';
}

/** Which key signs now, as far as it is proven here. */
export function provenKeyOf(store: Pick<GatewayStore, 'proof'>): SignsFor {
  return (key, account) => key === (keyChangeOf(store, account)?.key ?? account);
}

type KeyChange = { kind: number; key: Hex; encryptionKey: Hex; timestamp: bigint };

/** The newest change of an account's key that is in force, and when it was signed. @param now unix seconds */
export function keyChangeOf(
  store: Pick<GatewayStore, 'proof'>,
  account: Hex,
  now = BigInt(Math.floor(Date.now() / 1000)),
): KeyChange | undefined {
  const rotation = said(store, account, 'KEY_ROTATE');
  const replaced = said(store, account, 'REKEY') ?? said(store, account, 'FOUNDER_REKEY');
  if (replaced === undefined || now < rekeyFrom(replaced)) return rotation;
  if (objectedTo(store, account) === replaced.key) return rotation;
  return rotation === undefined || rotation.timestamp < replaced.timestamp ? replaced : rotation;
}

function said(
  store: Pick<GatewayStore, 'proof'>,
  account: Hex,
  kind: 'KEY_ROTATE' | 'REKEY' | 'FOUNDER_REKEY',
): KeyChange | undefined {
  const proof = store.proof(account, KIND[kind]);
  if (proof === undefined) return undefined;
  const { key, encryptionKey } = decodeData(kind, dataOf(proof));
  return { kind: KIND[kind], key, encryptionKey, timestamp: proof.timestamp };
}

function objectedTo(store: Pick<GatewayStore, 'proof'>, account: Hex): Hex | undefined {
  const proof = store.proof(account, KIND.REKEY_OBJECT);
  return proof === undefined ? undefined : decodeData('REKEY_OBJECT', dataOf(proof)).key;
}

function dataOf({ signedBlock }: { signedBlock: string }): Hex {
  return signedBlockFromJson(JSON.parse(signedBlock)).data;
}
