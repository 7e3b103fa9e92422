import { keccak_256 } from '@noble/hashes/sha3.js';
import { readFact } from '../../../core/domain/ledger/read-fact.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, toHex } from '../../../core/domain/bytes/hex.ts';
import {
  checkSignedBlock,
  signedBlockFromJson,
  signedBlockToJson,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND, kindName } from '../../../core/domain/ledger/kinds.ts';
import { actHashOf } from '../../../core/domain/ownership/both-hands.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Addressee } from '../../../core/domain/crypto/envelope.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignsFor } from '../../../core/domain/ledger/internal-block.ts';
import type { Proof } from './proof.ts';
import { keyChangeOf } from './register-keys.ts';
import { domainOf, isFounder, type Network } from '../../../core/domain/ledger/network.ts';
import type { GatewayStore } from '../store/store-rows.ts';

type ProofStore = Pick<GatewayStore, 'proof'>;

/**
 * Checks one block of a register message against the pinned company, without believing who carried it.
 * @throws InputError BLOCK_FOREIGN for another ledger, chain or signer (the portal signs handovers and registrations too); REGISTER_KIND_UNUSED for kinds that a gateway has no use for; and
 * what checkSignedBlock throws
 */
export function checkRegisterBlock(
  json: unknown,
  trust: { network: Network; company: Hex; signsFor: SignsFor },
): Proof {
  const signed = signedBlockFromJson(json);
  const { kind, from, timestamp } = signed.block;
  const { network } = trust;
  const meters = kind === KIND.METER_REGISTER || kind === KIND.METER_TRANSFER || kind === KIND.METER_VERIFY;
  if (signed.ledger !== (meters ? network.contracts.meters : network.contracts.participants)) {
    throw new InputError(
      'BLOCK_FOREIGN',
      `A ${kindName(kind)} block of ledger ${signed.ledger} is of another network.`,
    );
  }
  checkSignedBlock(domainOf(network), signed, trust.signsFor);
  const mayBePortal = kind === KIND.METER_TRANSFER || kind === KIND.METER_REGISTER;
  if (kind !== KIND.ENROL && from !== trust.company && !(mayBePortal && from === network.portal)) {
    throw new InputError(
      'BLOCK_FOREIGN',
      `${kindName(kind)} is signed by ${from}, which is not the company of this gateway.`,
    );
  }
  const proof = (subject: Hex): Proof => ({ subject, kind, timestamp, signed });
  const fact = readFact({ kind, data: signed.data });
  switch (fact.kind) {
    case 'ENROL':
      return proof(from);
    case 'REGISTER':
      return proof(fact.data.account);
    case 'METER_REGISTER':
    case 'METER_TRANSFER':
    case 'METER_VERIFY':
      // The last says nothing about keys, but frames that were refused may pass now.
      return proof(fact.data.meterId);
    // What it says of keys, `registerKeys` has read.
    case 'KEY_ROTATE':
    case 'REKEY':
    case 'REKEY_OBJECT':
    case 'FOUNDER_REKEY':
    case 'WITNESS_ENTER':
    case 'WITNESS_REMOVE':
    case 'ACT_WITHDRAW':
    case 'ATTEST':
    case 'SUSPEND':
    case 'RESTORE':
    case 'SEAL_KEY':
    case 'DEVICE_REGISTER':
    case 'DEVICE_REVOKE':
    case 'METER_REPLACE':
    case 'RATE':
    case 'RATE_WITHDRAW':
    case 'HOUSE':
    case 'FLAT_FACT':
    case 'FLAT_ACCOUNT':
    case 'AREA_SUM':
    case 'OFFER':
    case 'COPY':
    case 'CANCEL':
    case 'OFFER_WITHDRAW':
    case 'INVOICE':
    case 'PAYMENT':
    case 'RECEIPT':
    case 'PAYMENT_REFUSED':
    case 'PAYMENT_DEEMED':
    case 'PAYMENT_REVERSED':
    case 'CARRY':
    case 'VOID':
    case 'REFUND_ORDER':
    case 'REFUND':
    case 'READINGS':
    case 'PERIOD_KEYS':
    case 'READING_REQUEST':
    case 'APPEAL':
    case 'APPEAL_ANSWER':
    case 'WRAP_AGAIN':
      throw new InputError('REGISTER_KIND_UNUSED', `${fact.kind} says nothing that a gateway needs.`);
    default:
      return fact satisfies never;
  }
}

/**
 * Only what counts by itself: of a handover the company's block, where the portal's with the same data is beside it, and no other block of the portal. Neither of
 * the two gives a meter to a new owner alone.
 */
export function withoutHalves(proofs: readonly Proof[], { network }: { network: Network }): Proof[] {
  const byPortal = proofs.filter(({ signed }) => signed.block.from === network.portal);
  const seconded = new Set(byPortal.map(({ signed }) => actHashOf(signed.block)));
  return proofs.filter(({ kind, signed }) => {
    if (kind === KIND.ENROL) return true;
    if (signed.block.from === network.portal) return false;
    return kind !== KIND.METER_TRANSFER || seconded.has(actHashOf(signed.block));
  });
}

/** Keeps the proof if it is newer than what is known of its subject: an old register entry cannot be played back. True when kept. */
export function keepProof(store: Pick<GatewayStore, 'proof' | 'setProof'>, proof: Proof): boolean {
  const known = store.proof(proof.subject, proof.kind);
  if (known !== undefined && known.timestamp >= proof.timestamp) return false;
  store.setProof(proof.subject, proof.kind, proof.timestamp, JSON.stringify(signedBlockToJson(proof.signed)));
  return true;
}

/**
 * For whom a meter's period keys are wrapped: owner, provider, company and portal, each with an encryption key that it signed itself
 * and, but for company and portal, that the company registered.
 * @param formerOwner in the owner's place, for a key of that one's time
 * @returns the owner and the addressees in a fixed order, or what is not proven yet
 */
export function addresseesOf(
  store: ProofStore,
  trust: { network: Network; company: Hex },
  meterId: Hex,
  formerOwner?: Hex,
): { owner: Hex; addressees: Addressee[] } | { missing: string } {
  const registered = known(store, meterId, 'METER_REGISTER');
  const owner = formerOwner ?? ownerOf(store, meterId);
  if (registered === undefined || owner === undefined)
    return { missing: `no registration of meter ${meterId} by the company` };
  const founders = { company: trust.company, portal: trust.network.portal };
  const addressees = new Map<Hex, Addressee>();
  for (const address of [owner, registered.provider, founders.company, founders.portal]) {
    const key = provenKey(store, founders, address);
    if (key === undefined) return { missing: `no proven encryption key of ${address}` };
    addressees.set(address, { address, encryptionKey: key });
  }
  return { owner, addressees: [...addressees.values()].sort((a, b) => (a.address < b.address ? -1 : 1)) };
}

/** Who owns a meter, as far as it is proven here. */
export function ownerOf(store: ProofStore, meterId: Hex): Hex | undefined {
  return known(store, meterId, 'METER_TRANSFER')?.owner ?? known(store, meterId, 'METER_REGISTER')?.owner;
}

function provenKey(store: ProofStore, founders: Pick<Network, 'company' | 'portal'>, address: Hex): Hex | undefined {
  const enrolled = known(store, address, 'ENROL');
  if (enrolled === undefined) return undefined;
  const present = newerKey(store, address) ?? enrolled.encryptionKey;
  if (isFounder(founders, address)) return present;
  const registered = known(store, address, 'REGISTER');
  if (registered === undefined) return undefined;
  const hash = toHex(keccak_256(fromHex(enrolled.encryptionKey)));
  return hash === registered.encryptionKeyHash ? present : undefined;
}

/** The key of a KEY_ROTATE after the account's ENROL; what the company registered then stands. */
function newerKey(store: ProofStore, address: Hex): Hex | undefined {
  const change = keyChangeOf(store, address);
  const enrolled = store.proof(address, KIND.ENROL);
  if (change === undefined || enrolled === undefined || change.timestamp < enrolled.timestamp) return undefined;
  return change.encryptionKey;
}

function known<K extends 'ENROL' | 'REGISTER' | 'METER_REGISTER' | 'METER_TRANSFER'>(
  store: ProofStore,
  subject: Hex,
  kind: K,
): BlockData[K] | undefined {
  const proof = store.proof(subject, KIND[kind]);
  return proof === undefined ? undefined : decodeData(kind, signedBlockFromJson(JSON.parse(proof.signedBlock)).data);
}
