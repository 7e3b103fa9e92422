import { readFact } from '../../../core/domain/ledger/read-fact.ts';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { actHashOf, needsBothHands, signAct } from '../../../core/domain/ownership/both-hands.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlockJson } from '../../../core/domain/ledger/internal-block.ts';
import { mirrorKeys, signedBlocks } from './mirror-keys.ts';
import { isFounder, type Network } from '../../../core/domain/ledger/network.ts';
import type { Inbox } from '../inbox/inbox-rows.ts';

/** Due dates beyond this (some hundred million years) say no more than this one. */
const LATEST = 2n ** 52n;

/** What a recorded block means to the collector: a register changed, somebody asks for a reading, or nothing. */
export type MirrorEffect = 'register' | 'request' | 'none';

/**
 * Brings the inbox's copy of the registers up to one recorded block. Runs in the transaction that moves the cursor.
 * @throws InputError as `readFact`: no ledger records such a block
 */
export function mirrorBlock(inbox: Inbox, recorded: RecordedBlock, network: Network): MirrorEffect {
  const { kind, from, subject } = recorded.block;
  const { ledger, block, signature, data } = recorded;
  const own = signedBlockToJson({ ledger, block, signature, data });
  const fact = readFact({ kind, data });
  const hands = needsBothHands(fact, (deviceId) => inbox.device(deviceId)?.trustClass)
    ? signedByBoth(inbox, recorded, own)
    : [own];
  if (hands === undefined) return 'none';
  const keep = (about: Hex): MirrorEffect => {
    inbox.setRegisterBlock(about, kind, JSON.stringify(hands));
    return 'register';
  };
  switch (fact.kind) {
    case 'ENROL':
      return keep(from);
    case 'KEY_ROTATE':
    case 'REKEY':
    case 'FOUNDER_REKEY':
    case 'WITNESS_ENTER':
    case 'WITNESS_REMOVE':
      mirrorKeys(inbox, network, recorded, hands, fact);
      return 'register';
    case 'REKEY_OBJECT':
      mirrorKeys(inbox, network, recorded, hands, fact);
      return keep(from);
    case 'REGISTER':
      return keep(fact.data.account);
    case 'DEVICE_REGISTER': {
      const { algorithm, x, y, trustClass } = fact.data;
      if (algorithm !== 1 && algorithm !== 2) return 'none';
      inbox.addDevice({ deviceId: deviceIdOf({ algorithm, x: BigInt(x), y: BigInt(y) }), algorithm, x, y, trustClass });
      return 'register';
    }
    case 'DEVICE_REVOKE':
      inbox.revokeDevice(fact.data.deviceId);
      return 'register';
    case 'METER_REGISTER': {
      const meter = fact.data;
      inbox.addMeter(
        meter,
        meter.obis.map((obis) => channelOf(meter.meterId, obis)),
      );
      return keep(meter.meterId);
    }
    case 'METER_REPLACE': {
      const { oldMeterId, newMeterId } = fact.data;
      inbox.replaceMeter(oldMeterId, newMeterId);
      return 'register';
    }
    case 'METER_VERIFY': {
      const { meterId, verifiedUntil } = fact.data;
      inbox.verifyMeter(meterId, verifiedUntil);
      return keep(meterId);
    }
    case 'METER_TRANSFER': {
      const { meterId, owner } = fact.data;
      inbox.transferMeter(meterId, owner);
      return keep(meterId);
    }
    case 'READING_REQUEST': {
      const { meterId, manual, dueDate } = fact.data;
      if (manual) return 'none';
      const signedBlock = JSON.stringify(own);
      inbox.addRequest({
        requestId: recorded.digest,
        meterId,
        dueDate: dueDate < LATEST ? dueDate : LATEST,
        signedBlock,
      });
      return 'request';
    }
    case 'ACT_WITHDRAW':
      inbox.dropProposal(fact.data.actHash);
      return 'none';
    case 'READINGS':
      inbox.answerRequest(subject);
      return 'none';
    case 'ATTEST':
    case 'SUSPEND':
    case 'RESTORE':
    case 'SEAL_KEY':
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
    case 'PERIOD_KEYS':
    case 'APPEAL':
    case 'APPEAL_ANSWER':
    case 'WRAP_AGAIN':
      // Nothing that devices and meters, or for whom readings are, depend on.
      return 'none';
    default:
      return fact satisfies never;
  }
}

/** The blocks of both hands where this is the second one; else it is kept until that one comes. */
function signedByBoth(
  inbox: Inbox,
  { block }: RecordedBlock,
  own: SignedBlockJson,
): readonly SignedBlockJson[] | undefined {
  const actHash = actHashOf(block);
  const open = inbox.proposal(actHash);
  const signed = signAct(open, block);
  if (signed !== 'both') {
    inbox.setProposal(actHash, { ...signed, signedBlock: JSON.stringify([own]) });
    return undefined;
  }
  inbox.dropProposal(actHash);
  return [...(open === undefined ? [] : signedBlocks(open.signedBlock)), own];
}

/** Signed blocks that let a gateway prove for whom its meters' keys are. */
export function registerDocument(inbox: Inbox, deviceId: Hex, network: Network): SignedBlockJson[] {
  const blocks = new Map<string, SignedBlockJson[]>();
  const add = (subject: Hex, kind: number): void => {
    const text = inbox.registerBlock(subject, kind);
    if (text !== undefined) blocks.set(`${subject}:${kind}`, signedBlocks(text));
  };
  const meters = inbox.metersOf(deviceId);
  const parties = meters.flatMap(({ owner, provider }) => [owner, provider]);
  const accounts = new Set([network.company, network.portal, ...parties]);
  // First by whose keys the rest is signed.
  for (const account of accounts) {
    add(account, KIND.KEY_ROTATE);
    add(account, KIND.REKEY_OBJECT);
  }
  for (const meter of meters) {
    add(meter.meterId, KIND.METER_REGISTER);
    add(meter.meterId, KIND.METER_TRANSFER);
    add(meter.meterId, KIND.METER_VERIFY);
    for (const account of [meter.owner, meter.provider, network.company, network.portal]) {
      add(account, KIND.ENROL);
      // The founding says it of company and portal.
      if (!isFounder(network, account)) add(account, KIND.REGISTER);
    }
  }
  return [...blocks.values()].flat();
}
