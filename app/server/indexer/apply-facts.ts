import { readFact } from '../../../core/domain/ledger/read-fact.ts';
import { applyAnswer, applyAppeal, applyPeriodKeys, applyReadings, applyRequest } from './apply-readings.ts';
import { applyCancel, applyCopy, applyOffer, applyOfferWithdraw } from './apply-contracts.ts';
import {
  applyAnswered,
  applyClosed,
  applyInvoice,
  applyPayment,
  applyReceipt,
  applyRefund,
  applyRefundOrder,
} from './apply-payables.ts';
import { applyKeyRotate, applyObjection, applyRekey, settleKeys } from './apply-keys.ts';
import { applyEnrol, setParticipant } from './apply-participants.ts';
import { applyAct, endAct } from './apply-acts.ts';
import { applyDevice, applyRate, applyRateWithdraw, revokeDevice, setMeter } from './apply-meters.ts';
import { tellOwners, tellWithdrawn } from './tell-owners.ts';
import { applyAreaSum, applyFlatAccount, applyFlatFact } from './apply-premises.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/**
 * What a recorded block changes. The ledger took it, so its rules hold (contracts/interfaces); nothing is judged here again.
 * @throws InputError before anything is written, as `readFact`: no ledger records such a block
 */
export async function applyFacts(writer: ReadModelWriter, network: Network, recorded: RecordedBlock): Promise<void> {
  const fact = readFact({ kind: recorded.block.kind, data: recorded.data });
  switch (fact.kind) {
    case 'ENROL':
      await settleKeys(writer, recorded.blockTimestamp);
      return applyEnrol(writer, network, recorded, fact.data);
    case 'REGISTER':
      return setParticipant(writer, fact.data.account, { registered: true });
    case 'ATTEST':
      return setParticipant(writer, fact.data.account, { attested: true });
    case 'SUSPEND':
      return setParticipant(writer, fact.data.account, { suspended: true });
    case 'RESTORE':
      return setParticipant(writer, fact.data.account, { suspended: false });
    case 'KEY_ROTATE':
      return applyKeyRotate(writer, recorded, fact.data);
    case 'REKEY_OBJECT':
      return applyObjection(writer, recorded, fact.data);
    case 'FOUNDER_REKEY':
      return applyRekey(writer, recorded, recorded.digest, fact.data);
    case 'WRAP_AGAIN':
      // Served to the account as it was signed; nothing here is opened by it.
      return;
    case 'SEAL_KEY':
      // The replica's own log tells which keys seal; pages get them from there.
      return;
    case 'DEVICE_REGISTER':
      return applyDevice(writer, fact.data);
    case 'DEVICE_REVOKE':
      return revokeDevice(writer, fact.data.deviceId, recorded.digest);
    case 'METER_REGISTER':
    case 'METER_TRANSFER':
    case 'REKEY':
    case 'WITNESS_ENTER':
    case 'WITNESS_REMOVE':
    case 'HOUSE':
      return applyAct(writer, network, recorded, fact);
    case 'ACT_WITHDRAW':
      await tellWithdrawn(writer, recorded.digest, fact.data.actHash);
      return endAct(writer, fact.data.actHash, 'withdrawn', recorded.digest);
    case 'METER_REPLACE': {
      const { oldMeterId, newMeterId } = fact.data;
      await tellOwners(writer, recorded.digest, oldMeterId);
      return setMeter(writer, oldMeterId, { replaced_by: newMeterId, replacement: recorded.digest });
    }
    case 'METER_VERIFY': {
      const { meterId, verifiedUntil } = fact.data;
      await tellOwners(writer, recorded.digest, meterId);
      return setMeter(writer, meterId, { verified_until: verifiedUntil });
    }
    case 'FLAT_FACT':
      return applyFlatFact(writer, recorded, fact.data);
    case 'FLAT_ACCOUNT':
      return applyFlatAccount(writer, recorded, fact.data);
    case 'AREA_SUM':
      return applyAreaSum(writer, recorded, fact.data);
    case 'RATE':
      return applyRate(writer, recorded, fact.data);
    case 'RATE_WITHDRAW':
      return applyRateWithdraw(writer, recorded, fact.data);
    case 'OFFER':
      return applyOffer(writer, recorded, fact.data);
    case 'COPY':
      return applyCopy(writer, recorded, fact.data);
    case 'CANCEL':
      return applyCancel(writer, recorded, fact.data);
    case 'OFFER_WITHDRAW':
      return applyOfferWithdraw(writer, recorded, fact.data);
    case 'INVOICE':
      return applyInvoice(writer, recorded, fact.data);
    case 'PAYMENT':
      return applyPayment(writer, recorded, fact.data);
    case 'RECEIPT':
      return applyReceipt(writer, recorded, fact.data);
    case 'PAYMENT_REFUSED':
      return applyAnswered(writer, recorded, fact.data, 'refused');
    case 'PAYMENT_DEEMED':
      return applyAnswered(writer, recorded, fact.data, 'deemed');
    case 'PAYMENT_REVERSED':
      return applyAnswered(writer, recorded, fact.data, 'reversed');
    case 'CARRY':
      return applyClosed(writer, recorded, fact.data, 'carried');
    case 'VOID':
      return applyClosed(writer, recorded, fact.data, 'void');
    case 'REFUND_ORDER':
      return applyRefundOrder(writer, recorded, fact.data);
    case 'REFUND':
      return applyRefund(writer, recorded, fact.data);
    case 'READINGS':
      return applyReadings(writer, network, recorded, fact.data);
    case 'PERIOD_KEYS':
      return applyPeriodKeys(writer, recorded, fact.data);
    case 'READING_REQUEST':
      return applyRequest(writer, recorded, fact.data);
    case 'APPEAL':
      return applyAppeal(writer, recorded, fact.data);
    case 'APPEAL_ANSWER':
      return applyAnswer(writer, recorded, fact.data);
    default:
      return fact satisfies never;
  }
}
