import { concatBytes, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { accountSubject } from '../ledger/ids.ts';
import { mappingSlot } from '../seal/trie-proof.ts';
import { dataSlot, slotBehind, type Storage } from './open-storage.ts';

/** Where `Participants` keeps what is read here (docs/formats.md §2). */
const KEYS = 6n;
const FORMER = 8n;
const NEXT_ENCRYPTION_KEYS = 9n;
const PARTICIPANTS = 12n;

/** Length word of 64 bytes of `bytes`: 2 × length + 1. */
const LONG_64 = 129n;

export type ParticipantState = { role: number; active: boolean; encryptionKey: Hex };

/** All slots that may say what `readParticipant` reads. */
export function slotsOfParticipant(account: Hex): Hex[] {
  const { entry, key, change, next } = slotsAt(account);
  const words = (slot: Hex): Hex[] => [slot, dataSlot(slot), slotBehind(dataSlot(slot), 1n)];
  return [entry, change, ...words(key), ...words(next)];
}

/** What the ledger holds of a program's account: a subscriber's word would need the portal's attestation as well. @throws InputError PROOF_BROKEN */
export function readParticipant(storage: Storage, account: Hex): ParticipantState {
  const { entry, key, change, next } = slotsAt(account);
  const fields = storage.word(entry);
  const flag = (at: bigint): boolean => ((fields >> (8n * at)) & 0xffn) !== 0n;
  // A REKEY changes the encryption key by the time alone: until somebody writes it down it stands apart.
  const isDue = storage.timestamp >= storage.word(change) >> 160n;
  const due = isDue ? bytesAt(storage, next) : '0x';
  return {
    role: Number(fields & 0xffn),
    active: flag(1n) && !flag(3n),
    encryptionKey: due === '0x' ? bytesAt(storage, key) : due,
  };
}

/** The slots that say which key signs for an account. */
export function slotsOfKey(account: Hex): Hex[] {
  return [KEYS, FORMER].map((slot) => mappingSlot(accountSubject(account), slot));
}

/** Which key signs for an account at the time of the state: its own address where it never changed. @throws InputError PROOF_BROKEN */
export function readKey({ word, timestamp }: Storage, account: Hex): Hex {
  const [newest = 0n, former = 0n] = slotsOfKey(account).map(word);
  const key = timestamp < newest >> 160n ? former : BigInt.asUintN(160, newest);
  return key === 0n ? account : toHex(uintBytes(key, 20));
}

function slotsAt(account: Hex): { entry: Hex; key: Hex; change: Hex; next: Hex } {
  const subject = accountSubject(account);
  const entry = mappingSlot(subject, PARTICIPANTS);
  return {
    entry,
    key: slotBehind(entry, 1n),
    change: mappingSlot(subject, KEYS),
    next: mappingSlot(subject, NEXT_ENCRYPTION_KEYS),
  };
}

/** A key of 64 bytes; nothing where none stands there. */
function bytesAt(storage: Storage, slot: Hex): Hex {
  if (storage.word(slot) !== LONG_64) return '0x';
  const first = dataSlot(slot);
  const words = [first, slotBehind(first, 1n)].map((each) => uintBytes(storage.word(each), 32));
  return toHex(concatBytes(...words));
}
