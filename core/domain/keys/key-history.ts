import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { isFirstKey, recoverAddress, type InternalBlock, type SignsFor } from '../ledger/internal-block.ts';
import type { Fact, FactOf } from '../ledger/read-fact.ts';
import { REKEY_OBJECTION } from '../limits.ts';
import { actHashOf, signAct, type Proposal } from '../ownership/both-hands.ts';
import type { Recover } from '../seal/seal.ts';
import { keyStatementDigest, type KeyRegister } from './key-statement.ts';

/** Recorded facts that keys follow from. */
export type KeyFact = FactOf<'KEY_ROTATE' | 'REKEY' | 'REKEY_OBJECT' | 'ACT_WITHDRAW'>;

export function isKeyFact(fact: Fact): fact is KeyFact {
  return ['KEY_ROTATE', 'REKEY', 'REKEY_OBJECT', 'ACT_WITHDRAW'].includes(fact.kind);
}

/** Which keys sign for which accounts, as far as the blocks say that were taken, in the ledgers' order. */
export type KeyHistory = {
  /** Whose key it is in an EVM block of this time: a ledger takes the account's blocks by no other. */
  at(time: bigint): SignsFor;
  /** Whether the key signs, did or is going to: for a block of which it is known that a ledger took it, but not when. */
  readonly everSigned: SignsFor;
  /**
   * @param time of the EVM block
   * @returns whether it named a key, which a REKEY does by its second hand
   * @throws InputError KEY_NOT_ACCEPTED, SIGNATURE_INVALID, where the new key did not sign for it; KEY_ACT_FOREIGN, where a REKEY is not by company and portal
   */
  take(block: Pick<InternalBlock, 'from' | 'timestamp' | 'kind' | 'dataHash'>, fact: KeyFact, time: bigint): boolean;
};

/** `next` signs from `from` on, an EVM time; all that ever were named stand in `known`. */
type Keys = { key: Hex; next?: { key: Hex; from: bigint }; known: readonly Hex[] };

export function createKeyHistory(register: KeyRegister, recover: Recover = recoverAddress): KeyHistory {
  const accounts = new Map<Hex, Keys>();
  const proposals = new Map<Hex, Proposal>();
  const keysAt = (account: Hex, time: bigint): Keys => {
    const { key, next, known } = accounts.get(account) ?? { key: account, known: [account] };
    if (next === undefined) return { key, known };
    return time >= next.from ? { key: next.key, known } : { key, next, known };
  };
  const checkAccepted = (account: Hex, retiring: Hex, { key, encryptionKey, acceptance }: KeyChange): void => {
    const statement = { account, retiring, key, encryptionKey };
    const signer = recover(keyStatementDigest(register, statement), acceptance);
    if (signer !== key)
      throw new InputError('KEY_NOT_ACCEPTED', `${key} is to sign for ${account}, but ${signer} agreed to it.`);
  };
  const rekey = (block: Parameters<KeyHistory['take']>[0], data: RekeyData, time: bigint): boolean => {
    if (block.from !== register.company && block.from !== register.portal)
      throw new InputError('KEY_ACT_FOREIGN', `REKEY takes company and portal; ${block.from} is neither.`);
    const actHash = actHashOf(block);
    const signed = signAct(proposals.get(actHash), block);
    if (signed !== 'both') {
      proposals.set(actHash, signed);
      return false;
    }
    proposals.delete(actHash);
    const { key, known } = keysAt(data.account, time);
    checkAccepted(data.account, key, data);
    const next = { key: data.key, from: rekeyFrom(block) };
    accounts.set(data.account, { key, next, known: [...known, data.key] });
    return true;
  };
  return {
    at: (time) => (key, account) =>
      accounts.has(account) ? keysAt(account, time).key === key : isFirstKey(key, account),
    everSigned: (key, account) => accounts.get(account)?.known.includes(key) ?? isFirstKey(key, account),
    take(block, fact, time) {
      const { from } = block;
      const { key, known } = keysAt(from, time);
      switch (fact.kind) {
        case 'KEY_ROTATE':
          checkAccepted(from, key, fact.data);
          accounts.set(from, { key: fact.data.key, known: [...known, fact.data.key] });
          return true;
        case 'REKEY':
          return rekey(block, fact.data, time);
        case 'REKEY_OBJECT':
          accounts.set(from, { key, known: known.filter((one) => one !== fact.data.key) });
          return false;
        case 'ACT_WITHDRAW':
          proposals.delete(fact.data.actHash);
          return false;
        default:
          return fact satisfies never;
      }
    },
  };
}

type RekeyData = FactOf<'REKEY'>['data'];
type KeyChange = Pick<RekeyData, 'key' | 'encryptionKey' | 'acceptance'>;

/** From which EVM time on the key of a REKEY signs: seven days after what its second hand is dated. */
export function rekeyFrom({ timestamp }: Pick<InternalBlock, 'timestamp'>): bigint {
  return timestamp + REKEY_OBJECTION;
}
