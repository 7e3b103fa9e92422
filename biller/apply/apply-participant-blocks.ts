import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { fromHex, toHex } from '../../core/domain/bytes/hex.ts';
import type { State } from '../state.ts';
import type { Fact } from '../state.ts';

export function applyEnrol(state: State, fact: Fact): boolean {
  const { role, encryptionKey, envelope } = decodeData('ENROL', fact.data);
  const address = fact.block.from;
  state.participants.set(address, {
    address,
    role,
    encryptionKey,
    encryptionKeyHash: toHex(keccak_256(fromHex(encryptionKey))),
    registered: address === state.company,
    attested: false,
    suspended: false,
    enrolDigest: fact.digest,
    enrolSignature: fact.signature,
    enrolEnvelope: envelope,
  });
  return true;
}

export function applyRegister(state: State, fact: Fact): boolean {
  const { account } = decodeData('REGISTER', fact.data);
  const participant = state.participants.get(account);
  if (participant) participant.registered = true;
  return participant !== undefined;
}

export function applyAttest(state: State, fact: Fact): boolean {
  const { account } = decodeData('ATTEST', fact.data);
  const participant = state.participants.get(account);
  if (participant) participant.attested = true;
  return participant !== undefined;
}

export function applySuspension(state: State, fact: Fact, suspended: boolean): boolean {
  const { account } = decodeData(suspended ? 'SUSPEND' : 'RESTORE', fact.data);
  const participant = state.participants.get(account);
  if (participant) participant.suspended = suspended;
  return participant !== undefined;
}
