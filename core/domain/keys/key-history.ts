import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { isFirstKey, type InternalBlock, type SignsFor } from '../ledger/internal-block.ts';
import type { Fact, FactOf } from '../ledger/read-fact.ts';
import { KIND } from '../ledger/kinds.ts';
import { CLOCK_TOLERANCE, FOUNDER_OBJECTION, KEYS_LIFE, REKEY_OBJECTION, WITNESS_STANDING } from '../limits.ts';
import { actHashOf, createActsOfBoth } from '../ownership/both-hands.ts';
import { checkFounderWords } from './founder-word.ts';
import type { Witness } from '../witnesses/witness.ts';
import { checkAccepted } from './check-accepted.ts';
import type { KeyRegister } from './key-statement.ts';

/** Recorded facts that keys follow from. */
export type KeyFact = FactOf<(typeof KEY_FACTS)[number]>;

const KEY_FACTS = [
  'KEY_ROTATE',
  'REKEY',
  'REKEY_OBJECT',
  'ACT_WITHDRAW',
  'FOUNDER_REKEY',
  'WITNESS_ENTER',
  'WITNESS_REMOVE',
] as const;

export function isKeyFact(fact: Fact): fact is KeyFact {
  return KEY_FACTS.some((kind) => kind === fact.kind);
}

/** Which keys sign for which accounts, as far as the blocks say that were taken, in the ledgers' order. */
export type KeyHistory = {
  /** Whose key it is in an EVM block of this time: a ledger takes the account's blocks by no other. */
  at(time: bigint): SignsFor;
  /** Whether the key signs, did or is going to: for a block of which it is known that a ledger took it, but not when. */
  readonly everSigned: SignsFor;
  /** Whether a key of it was lost by this EVM time: a REKEY or FOUNDER_REKEY of it has taken effect, whatever it changed since. */
  isLost(account: Hex, time: bigint): boolean;
  /**
   * @param time of the EVM block
   * @returns whether it took effect, which an act by two hands does by its second
   * @throws InputError KEY_NOT_ACCEPTED, SIGNATURE_INVALID, where the new key did not sign for it; KEY_ACT_FOREIGN, where an act is not by company and portal, or the
   * other one of them; WITNESS_NOT_COUNTED, WITNESSES_TOO_FEW, where a founder's key is replaced without the words that it takes
   */
  take(block: Pick<InternalBlock, 'from' | 'timestamp' | 'kind' | 'dataHash'>, fact: KeyFact, time: bigint): boolean;
};

/** `next` signs from `from` on, an EVM time, in the place of one that is lost; all that ever were named stand in `known`. */
type Keys = { key: Hex; next?: { key: Hex; from: bigint }; known: readonly Hex[]; lost: boolean };

export function createKeyHistory(register: KeyRegister): KeyHistory {
  const accounts = new Map<Hex, Keys>();
  const acts = createActsOfBoth(register);
  const keysAt = (account: Hex, time: bigint): Keys => {
    const { key, next, known, lost } = accounts.get(account) ?? { key: account, known: [account], lost: false };
    if (next === undefined) return { key, known, lost };
    return time >= next.from ? { key: next.key, known, lost: true } : { key, next, known, lost };
  };
  let witnesses: readonly (Witness & { said?: bigint })[] = register.witnesses;
  const firstHands = new Map<Hex, bigint>();
  /** The later date of both hands, of whichever comes last: who tells the blocks may tell them in another order than the ledger took them. */
  const byBoth = (block: ActBlock, kind: string): bigint | undefined => {
    // Not every reader has the blocks between two words of one hand, by which it may have taken back the first.
    const said = acts.say(block);
    if (said === 'foreign')
      throw new InputError('KEY_ACT_FOREIGN', `${kind} takes company and portal; ${block.from} is neither.`);
    const actHash = actHashOf(block);
    const first = firstHands.get(actHash) ?? 0n;
    if (said !== 'both') {
      firstHands.set(actHash, block.timestamp);
      return undefined;
    }
    firstHands.delete(actHash);
    return first > block.timestamp ? first : block.timestamp;
  };
  const announce = (block: ActBlock, data: RekeyData, time: bigint): void => {
    const { key, known, lost } = keysAt(data.account, time);
    checkAccepted(register, { ...data, retiring: key });
    const next = { key: data.key, from: rekeyFrom(block) };
    accounts.set(data.account, { key, next, known: [...known, data.key], lost });
  };
  const rekeyFounder = (block: ActBlock, data: FactOf<'FOUNDER_REKEY'>['data'], time: bigint): void => {
    const { company, portal } = register;
    const other = data.account === company ? portal : data.account === portal ? company : undefined;
    if (block.from !== other)
      throw new InputError('KEY_ACT_FOREIGN', `${block.from} is not the one who names a key for ${data.account}.`);
    // By the dates that were signed, as the ledger's own time is not known here: it lies as far from them as a block may be dated ahead and live.
    const latest = block.timestamp + CLOCK_TOLERANCE + KEYS_LIFE;
    const old = witnesses.filter(({ said }) => said === undefined || said + WITNESS_STANDING <= latest);
    checkFounderWords(register, old, { ...data, retiring: keysAt(data.account, time).key });
    announce(block, data, time);
  };
  return {
    at: (time) => (key, account) =>
      accounts.has(account) ? keysAt(account, time).key === key : isFirstKey(key, account),
    isLost: (account, time) => keysAt(account, time).lost,
    everSigned: (key, account) => accounts.get(account)?.known.includes(key) ?? isFirstKey(key, account),
    take(block, fact, time) {
      const { from } = block;
      const { key, known, next, lost } = keysAt(from, time);
      switch (fact.kind) {
        case 'KEY_ROTATE':
          checkAccepted(register, { ...fact.data, account: from, retiring: key });
          // A founder's own change ends the one that waited.
          accounts.set(from, {
            key: fact.data.key,
            known: [...known.filter((one) => one !== next?.key), fact.data.key],
            lost,
          });
          return true;
        case 'REKEY':
          if (byBoth(block, fact.kind) === undefined) return false;
          announce(block, fact.data, time);
          return true;
        case 'FOUNDER_REKEY':
          rekeyFounder(block, fact.data, time);
          return true;
        case 'WITNESS_ENTER': {
          const { witness, owner } = fact.data;
          const said = byBoth(block, fact.kind);
          if (said === undefined) return false;
          witnesses = [...witnesses, { key: witness, owner, said }];
          return true;
        }
        case 'WITNESS_REMOVE':
          if (byBoth(block, fact.kind) === undefined) return false;
          witnesses = witnesses.filter((one) => one.key !== fact.data.witness);
          return true;
        case 'REKEY_OBJECT':
          accounts.set(from, { key, known: known.filter((one) => one !== fact.data.key), lost });
          return false;
        case 'ACT_WITHDRAW':
          acts.withdraw(fact.data.actHash);
          return false;
        default:
          return fact satisfies never;
      }
    },
  };
}

type ActBlock = Parameters<KeyHistory['take']>[0];
type RekeyData = FactOf<'REKEY'>['data'];

/** From which EVM time on the key of a REKEY signs: seven days after what its second hand is dated; of a FOUNDER_REKEY fourteen after its own date. */
export function rekeyFrom({ timestamp, kind }: Pick<InternalBlock, 'timestamp' | 'kind'>): bigint {
  return timestamp + (kind === KIND.FOUNDER_REKEY ? FOUNDER_OBJECTION : REKEY_OBJECTION);
}
