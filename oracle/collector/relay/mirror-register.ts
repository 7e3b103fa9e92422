import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { signedBlockFromJson, signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlockJson } from '../../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Inbox } from '../inbox/inbox-rows.ts';

/** Due dates beyond this (some hundred million years) say no more than this one. */
const LATEST = 2n ** 52n;

/** What a recorded block means to the collector: a register changed, somebody asks for a reading, or nothing. */
export type MirrorEffect = 'register' | 'request' | 'none';

/** Brings the inbox's copy of the registers up to one recorded block. Runs in the transaction that moves the cursor. */
export function mirrorBlock(inbox: Inbox, recorded: RecordedBlock): MirrorEffect {
  try {
    return mirrorReadable(inbox, recorded);
  } catch (error) {
    // A ledger takes data that is not in its one canonical encoding; nobody may stop a collector by sending some.
    if (error instanceof InputError) return 'none';
    throw error;
  }
}

function mirrorReadable(inbox: Inbox, recorded: RecordedBlock): MirrorEffect {
  const { kind, from, subject } = recorded.block;
  const { ledger, block, signature, data } = recorded;
  const keep = (about: Hex): MirrorEffect => {
    inbox.setRegisterBlock(about, kind, JSON.stringify(signedBlockToJson({ ledger, block, signature, data })));
    return 'register';
  };
  switch (kind) {
    case KIND.ENROL:
      return keep(from);
    case KIND.REGISTER:
      return keep(decodeData('REGISTER', data).account);
    case KIND.DEVICE_REGISTER: {
      const { algorithm, x, y, trustClass } = decodeData('DEVICE_REGISTER', data);
      if (algorithm !== 1 && algorithm !== 2) return 'none';
      inbox.addDevice({ deviceId: deviceIdOf({ algorithm, x: BigInt(x), y: BigInt(y) }), algorithm, x, y, trustClass });
      return 'register';
    }
    case KIND.DEVICE_REVOKE:
      inbox.revokeDevice(decodeData('DEVICE_REVOKE', data).deviceId);
      return 'register';
    case KIND.METER_REGISTER: {
      const meter = decodeData('METER_REGISTER', data);
      inbox.addMeter(
        meter,
        meter.obis.map((obis) => channelOf(meter.meterId, obis)),
      );
      return keep(meter.meterId);
    }
    case KIND.METER_REPLACE: {
      const { oldMeterId, newMeterId } = decodeData('METER_REPLACE', data);
      inbox.replaceMeter(oldMeterId, newMeterId);
      return 'register';
    }
    case KIND.METER_VERIFY: {
      const { meterId, verifiedUntil } = decodeData('METER_VERIFY', data);
      inbox.verifyMeter(meterId, verifiedUntil);
      return keep(meterId);
    }
    case KIND.METER_TRANSFER: {
      const { meterId, owner } = decodeData('METER_TRANSFER', data);
      inbox.transferMeter(meterId, owner);
      return keep(meterId);
    }
    case KIND.READING_REQUEST: {
      const { meterId, manual, dueDate } = decodeData('READING_REQUEST', data);
      if (manual) return 'none';
      const signedBlock = JSON.stringify(signedBlockToJson({ ledger, block, signature, data }));
      inbox.addRequest({
        requestId: recorded.digest,
        meterId,
        dueDate: dueDate < LATEST ? dueDate : LATEST,
        signedBlock,
      });
      return 'request';
    }
    case KIND.READINGS:
      inbox.answerRequest(subject);
      return 'none';
    default:
      return 'none';
  }
}

/** Signed blocks that let a gateway prove for whom its meters' keys are. */
export function registerDocument(inbox: Inbox, deviceId: Hex, network: Network): SignedBlockJson[] {
  const blocks = new Map<string, SignedBlockJson>();
  const add = (subject: Hex, kind: number): void => {
    const text = inbox.registerBlock(subject, kind);
    if (text !== undefined) blocks.set(`${subject}:${kind}`, signedBlockToJson(signedBlockFromJson(JSON.parse(text))));
  };
  for (const meter of inbox.metersOf(deviceId)) {
    add(meter.meterId, KIND.METER_REGISTER);
    add(meter.meterId, KIND.METER_TRANSFER);
    add(meter.meterId, KIND.METER_VERIFY);
    for (const account of [meter.owner, meter.provider, network.company, network.portal]) {
      add(account, KIND.ENROL);
      add(account, KIND.REGISTER);
    }
  }
  return [...blocks.values()];
}
