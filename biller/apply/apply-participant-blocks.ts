import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { fromHex, toHex } from '../../core/domain/bytes/hex.ts';
import { isFounder } from '../../core/domain/ledger/network.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import type { State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

export function applyEnrol(state: State, recorded: KeptBlock, data: BlockData['ENROL']): boolean {
  const { role, encryptionKey } = data;
  const address = recorded.block.from;
  state.participants.set(address, {
    address,
    role,
    encryptionKey,
    encryptionKeyHash: toHex(keccak_256(fromHex(encryptionKey))),
    registered: isFounder(state, address),
    attested: false,
    suspended: false,
    enrolDigest: recorded.digest,
    enrolSignature: recorded.signature,
    enrolment: carriedBy(recorded, data),
  });
  return true;
}

export function applyRegister(state: State, data: BlockData['REGISTER']): boolean {
  const { account } = data;
  const participant = state.participants.get(account);
  if (participant) participant.registered = true;
  return participant !== undefined;
}

export function applyAttest(state: State, data: BlockData['ATTEST']): boolean {
  const { account } = data;
  const participant = state.participants.get(account);
  if (participant) participant.attested = true;
  return participant !== undefined;
}

export function applySuspension(state: State, data: BlockData['SUSPEND'], suspended: boolean): boolean {
  const { account } = data;
  const participant = state.participants.get(account);
  if (participant) participant.suspended = suspended;
  return participant !== undefined;
}
