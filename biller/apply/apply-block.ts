import { applyPremises } from '../../core/domain/premises/premises-book.ts';
import { readFact, type Fact, type FactOf } from '../../core/domain/ledger/read-fact.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import {
  addFrame,
  answerRequest,
  applyAppeal,
  applyAppealAnswer,
  applyPeriodKeys,
  applyReadings,
  applyRequest,
  type AppliedReadings,
} from './apply-reading-blocks.ts';
import { applyAct, applyWithdraw, isAct, type Act } from './apply-acts.ts';
import { applyCancel, applyCopy, applyOffer, applyOfferWithdraw } from './apply-contract-blocks.ts';
import {
  applyDevice,
  applyDeviceRevoke,
  applyMeterReplace,
  applyMeterVerify,
  applyRateChange,
} from './apply-meter-blocks.ts';
import { applyKeyRotate, applyObjection, applyRekey, settleKeys } from './apply-key-blocks.ts';
import { applyAttest, applyEnrol, applyRegister, applySuspension } from './apply-participant-blocks.ts';
import { applyWrapAgain, noteEnvelope } from './apply-wraps.ts';
import { applyMoney } from './apply-payable-blocks.ts';
import type { KeptBlock, State } from '../state.ts';

/**
 * Applies one recorded block. The ledger has checked it; only what concerns this biller changes the state.
 * @returns `kept`: whether the block must be stored to make the same state again; `frames`, `closings` and `heads`: what to store instead of a READINGS block
 * @throws InputError as `readFact`: no ledger records such a block
 */
export function applyBlock(state: State, recorded: KeptBlock): AppliedReadings {
  const { kind, timestamp } = recorded.block;
  settleKeys(state, timestamp);
  // Of a READINGS block the store keeps what it answers, and its frames apart.
  if (kind === KIND.READINGS && recorded.data === '0x')
    return { kept: answerRequest(state, recorded), frames: [], closings: [], heads: [] };
  const fact = readFact({ kind, data: recorded.data });
  if (fact.kind === 'READINGS') return applyReadings(state, recorded, fact.data);
  const isShared = noteEnvelope(state, recorded, fact);
  if (isAct(fact)) {
    const { kept, frames } = applyAct(state, recorded, fact);
    frames.forEach((frame) => addFrame(state, frame));
    return { kept: kept || isShared, frames, closings: [], heads: [] };
  }
  const kept = applyFact(state, recorded, fact);
  return { kept: kept || isShared, frames: [], closings: [], heads: [] };
}

function applyFact(state: State, recorded: KeptBlock, fact: Exclude<Fact, Act | FactOf<'READINGS'>>): boolean {
  switch (fact.kind) {
    case 'ENROL':
      return applyEnrol(state, recorded, fact.data);
    case 'REGISTER':
      return applyRegister(state, fact.data);
    case 'ATTEST':
      return applyAttest(state, fact.data);
    case 'SUSPEND':
      return applySuspension(state, fact.data, true);
    case 'RESTORE':
      return applySuspension(state, fact.data, false);
    case 'DEVICE_REGISTER':
      return applyDevice(state, fact.data);
    case 'DEVICE_REVOKE':
      return applyDeviceRevoke(state, fact.data);
    case 'ACT_WITHDRAW':
      return applyWithdraw(state, recorded, fact.data.actHash);
    case 'METER_REPLACE':
      return applyMeterReplace(state, fact.data);
    case 'METER_VERIFY':
      return applyMeterVerify(state, fact.data);
    case 'FLAT_FACT':
    case 'FLAT_ACCOUNT':
      applyPremises(state.premises, recorded, fact);
      return true;
    case 'AREA_SUM':
      // It follows from the facts, which are kept.
      return false;
    case 'RATE':
    case 'RATE_WITHDRAW':
      return applyRateChange(state, recorded, fact);
    case 'OFFER':
      return applyOffer(state, recorded, fact.data);
    case 'COPY':
      return applyCopy(state, recorded, fact.data);
    case 'CANCEL':
      return applyCancel(state, recorded, fact.data);
    case 'OFFER_WITHDRAW':
      return applyOfferWithdraw(state, fact.data);
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
      return applyMoney(state, recorded, fact);
    case 'PERIOD_KEYS':
      return applyPeriodKeys(state, fact.data);
    case 'KEY_ROTATE':
      return applyKeyRotate(state, recorded, fact.data);
    case 'FOUNDER_REKEY':
      return applyRekey(state, recorded, fact.data);
    case 'REKEY_OBJECT':
      return applyObjection(state, recorded);
    case 'WRAP_AGAIN':
      return applyWrapAgain(state, recorded, fact.data);
    case 'SEAL_KEY':
      // Who seals is the replica's to judge; no bill follows from it.
      return false;
    case 'READING_REQUEST':
      return applyRequest(state, recorded, fact.data);
    case 'APPEAL':
      return applyAppeal(state, recorded, fact.data);
    case 'APPEAL_ANSWER':
      return applyAppealAnswer(state, recorded, fact.data);
    default:
      return fact satisfies never;
  }
}
