import { InputError } from '../../core/domain/bytes/errors.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import {
  applyAppeal,
  applyAppealAnswer,
  applyPeriodKeys,
  applyReadings,
  applyRequest,
  type Closing,
} from './apply-reading-blocks.ts';
import { applyCancel, applyCopy, applyOffer } from './apply-contract-blocks.ts';
import {
  applyDevice,
  applyDeviceRevoke,
  applyMeter,
  applyMeterReplace,
  applyMeterTransfer,
  applyMeterVerify,
  applyRate,
} from './apply-meter-blocks.ts';
import { applyAttest, applyEnrol, applyRegister, applySuspension } from './apply-participant-blocks.ts';
import { applyInvoice, applyPayment, applyReceipt } from './apply-payable-blocks.ts';
import type { KeptFrame, State } from '../state.ts';
import type { Fact } from '../state.ts';

/**
 * Applies one recorded block. The ledger has checked it; only what concerns this biller changes the state.
 * @returns `kept`: whether the fact must be stored to make the same state again; `frames` and `closings`: what to store instead of a READINGS block
 */
export function applyBlock(state: State, fact: Fact): { kept: boolean; frames: KeptFrame[]; closings: Closing[] } {
  try {
    if (fact.block.kind === KIND.READINGS) return applyReadings(state, fact);
    return { kept: applyOther(state, fact), frames: [], closings: [] };
  } catch (error) {
    // A ledger takes data that is not in its one canonical encoding; nobody may stop a biller by sending some.
    if (error instanceof InputError) return { kept: false, frames: [], closings: [] };
    throw error;
  }
}

function applyOther(state: State, fact: Fact): boolean {
  switch (fact.block.kind) {
    case KIND.ENROL:
      return applyEnrol(state, fact);
    case KIND.REGISTER:
      return applyRegister(state, fact);
    case KIND.ATTEST:
      return applyAttest(state, fact);
    case KIND.SUSPEND:
      return applySuspension(state, fact, true);
    case KIND.RESTORE:
      return applySuspension(state, fact, false);
    case KIND.DEVICE_REGISTER:
      return applyDevice(state, fact);
    case KIND.DEVICE_REVOKE:
      return applyDeviceRevoke(state, fact);
    case KIND.METER_REGISTER:
      return applyMeter(state, fact);
    case KIND.METER_REPLACE:
      return applyMeterReplace(state, fact);
    case KIND.METER_VERIFY:
      return applyMeterVerify(state, fact);
    case KIND.METER_TRANSFER:
      return applyMeterTransfer(state, fact);
    case KIND.RATE:
      return applyRate(state, fact);
    case KIND.OFFER:
      return applyOffer(state, fact);
    case KIND.COPY:
      return applyCopy(state, fact);
    case KIND.CANCEL:
      return applyCancel(state, fact);
    case KIND.INVOICE:
      return applyInvoice(state, fact);
    case KIND.PAYMENT:
      return applyPayment(state, fact);
    case KIND.RECEIPT:
      return applyReceipt(state, fact);
    case KIND.PERIOD_KEYS:
      return applyPeriodKeys(state, fact);
    case KIND.READING_REQUEST:
      return applyRequest(state, fact);
    case KIND.APPEAL:
      return applyAppeal(state, fact);
    case KIND.APPEAL_ANSWER:
      return applyAppealAnswer(state, fact);
    default:
      return false;
  }
}
