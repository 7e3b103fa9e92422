import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { decodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { applyAnswer, applyAppeal, applyPeriodKeys, applyReadings, applyRequest } from './apply-readings.ts';
import { applyCancel, applyCopy, applyInvoice, applyOffer, applyPayment, applyReceipt } from './apply-payables.ts';
import { applyEnrol, setParticipant } from './apply-participants.ts';
import { applyDevice, applyMeter, applyRate, revokeDevice, setMeter } from './apply-meters.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/**
 * What a recorded block changes. The ledger took it, so its rules hold (contracts/interfaces); nothing is judged here again.
 * @throws InputError before anything is written when the data is not in the canonical encoding of its kind
 */
export async function applyFacts(writer: ReadModelWriter, network: Network, recorded: RecordedBlock): Promise<void> {
  const { data } = recorded;
  switch (recorded.block.kind) {
    case KIND.ENROL:
      return applyEnrol(writer, network, recorded, decodeData('ENROL', data));
    case KIND.REGISTER:
      return setParticipant(writer, decodeData('REGISTER', data).account, { registered: true });
    case KIND.ATTEST:
      return setParticipant(writer, decodeData('ATTEST', data).account, { attested: true });
    case KIND.SUSPEND:
      return setParticipant(writer, decodeData('SUSPEND', data).account, { suspended: true });
    case KIND.RESTORE:
      return setParticipant(writer, decodeData('RESTORE', data).account, { suspended: false });
    case KIND.SEAL_KEY:
      // The replica's own log tells which keys seal; pages get them from there.
      return;
    case KIND.DEVICE_REGISTER:
      return applyDevice(writer, decodeData('DEVICE_REGISTER', data));
    case KIND.DEVICE_REVOKE:
      return revokeDevice(writer, decodeData('DEVICE_REVOKE', data).deviceId);
    case KIND.METER_REGISTER:
      return applyMeter(writer, recorded, decodeData('METER_REGISTER', data));
    case KIND.METER_REPLACE: {
      const { oldMeterId, newMeterId } = decodeData('METER_REPLACE', data);
      return setMeter(writer, oldMeterId, { replaced_by: newMeterId });
    }
    case KIND.METER_VERIFY: {
      const { meterId, verifiedUntil } = decodeData('METER_VERIFY', data);
      return setMeter(writer, meterId, { verified_until: verifiedUntil });
    }
    case KIND.METER_TRANSFER: {
      const { meterId, owner } = decodeData('METER_TRANSFER', data);
      return setMeter(writer, meterId, { owner });
    }
    case KIND.RATE:
      return applyRate(writer, recorded, decodeData('RATE', data));
    case KIND.OFFER:
      return applyOffer(writer, recorded, decodeData('OFFER', data));
    case KIND.COPY:
      return applyCopy(writer, recorded, decodeData('COPY', data));
    case KIND.CANCEL:
      return applyCancel(writer, recorded, decodeData('CANCEL', data));
    case KIND.INVOICE:
      return applyInvoice(writer, recorded, decodeData('INVOICE', data));
    case KIND.PAYMENT:
      return applyPayment(writer, recorded, decodeData('PAYMENT', data));
    case KIND.RECEIPT:
      return applyReceipt(writer, recorded, decodeData('RECEIPT', data));
    case KIND.READINGS:
      return applyReadings(writer, network, recorded, decodeReadings(data));
    case KIND.PERIOD_KEYS:
      return applyPeriodKeys(writer, recorded, decodeData('PERIOD_KEYS', data));
    case KIND.READING_REQUEST:
      return applyRequest(writer, recorded, decodeData('READING_REQUEST', data));
    case KIND.APPEAL:
      return applyAppeal(writer, recorded, decodeData('APPEAL', data));
    case KIND.APPEAL_ANSWER:
      return applyAnswer(writer, recorded, decodeData('APPEAL_ANSWER', data));
    default:
      // A kind of a later version: kept as a block, without meaning here.
      return;
  }
}
