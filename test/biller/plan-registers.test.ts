import { network } from '../core/domain/resident/bill-fixture.ts';
import { ZERO_LINK } from '../../core/domain/reading/frame.ts';
import { expect } from 'chai';
import { planRegisters } from '../../biller/plan-registers.ts';
import { emptyState, type KeptFrame, type State } from '../../biller/state.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { ZERO_32 } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import { nextPeriod, periodStart } from '../../core/domain/billing/period.ts';
import { refusal } from '../support/refusal.ts';
import { bytes32, meteredTerms, METER, PROVIDER, SUBSCRIBER, TIME_ZONE } from '../core/domain/billing/bill-sample.ts';

const OBIS = obisFromText('1-0:1.8.0*255');
/** 0.007, 0.008 and 0.009 of the currency unit per Wh. */
const [SEVEN, EIGHT, NINE] = [7_000_000_000n, 8_000_000_000n, 9_000_000_000n];
const NEW_METER = bytes32(0x4e);
const OCTOBER = periodStart(202610, TIME_ZONE);
const NOVEMBER = periodStart(202611, TIME_ZONE);
const DECEMBER = periodStart(202612, TIME_ZONE);
const JANUARY = periodStart(202701, TIME_ZONE);

function stateWith(meters: Hex[] = [METER]): State {
  const state = emptyState(PROVIDER, { ...network, company: PROVIDER, portal: bytes32(0x50) });
  for (const meterId of meters) {
    state.meters.set(meterId, {
      meterId,
      owner: SUBSCRIBER,
      handovers: [],
      provider: PROVIDER,
      resource: 1,
      unit: 1,
      exponent: 0,
      digits: 0,
      scale: 0,
      deviceId: ZERO_32,
      verifiedUntil: 0n,
      obis: [OBIS],
      replacedBy: undefined,
    });
  }
  state.rates.push({ provider: PROVIDER, resource: 1, zone: 0, mantissa: 7n, exponent: -3, validFrom: 0n });
  return state;
}

function frame(state: State, meterId: Hex, sequence: bigint, time: bigint, close = true): void {
  const channel = channelOf(meterId, OBIS);
  const made: KeptFrame = {
    channel,
    algorithm: 1,
    flags: close ? FLAG.periodClose : 0,
    sequence,
    time,
    previous: ZERO_LINK,
    link: ZERO_LINK,
    payloadHash: ZERO_32,
    commitment: { x: 1n, y: 2n },
    ciphertext: new Uint8Array(),
  };
  state.frames.set(channel, [...(state.frames.get(channel) ?? []), made]);
}

function plan(state: State, period = 202610, until?: bigint): [Hex, bigint, bigint, bigint][] | undefined {
  const lines = planRegisters({ state, terms: meteredTerms({ zones: '1' }), period, timeZone: TIME_ZONE, until });
  return lines?.map(({ meterId, rate, open, close }) => [meterId, open.sequence, close.sequence, rate]);
}

describe('planning the metered lines of a bill', () => {
  it('refuses a contract about a meter that is not in the register', async () => {
    expect(await refusal(() => plan(stateWith([])))).to.equal('METER_UNKNOWN');
  });

  it('waits for the frame that closes the period', () => {
    const state = stateWith();
    expect(plan(state)).to.equal(undefined);
    frame(state, METER, 1n, OCTOBER);
    expect(plan(state)).to.equal(undefined);
    frame(state, METER, 9n, NOVEMBER, false);
    expect(plan(state)).to.equal(undefined);
  });

  it("bills from the channel's first frame, and then from where it was billed last", () => {
    const state = stateWith();
    frame(state, METER, 1n, OCTOBER - 86_400n, false);
    frame(state, METER, 2n, OCTOBER);
    frame(state, METER, 33n, NOVEMBER);
    expect(plan(state)).to.deep.equal([[METER, 1n, 33n, SEVEN]]);
    state.billedThrough.set(channelOf(METER, OBIS), 33n);
    frame(state, METER, 63n, DECEMBER);
    expect(plan(state)).to.equal(undefined);
    expect(plan(state, 202611)).to.deep.equal([[METER, 33n, 63n, SEVEN]]);
  });

  it('splits a line where the rate changes at a kept frame, and weighs both rates where it changes between frames', () => {
    const state = stateWith();
    frame(state, METER, 1n, OCTOBER);
    frame(state, METER, 33n, NOVEMBER);
    frame(state, METER, 63n, DECEMBER);
    state.rates.push({ provider: PROVIDER, resource: 1, zone: 0, mantissa: 8n, exponent: -3, validFrom: NOVEMBER });
    expect(plan(state, 202611)).to.deep.equal([
      [METER, 1n, 33n, SEVEN],
      [METER, 33n, 63n, EIGHT],
    ]);
    const half = NOVEMBER + (DECEMBER - NOVEMBER) / 2n;
    state.rates.push({ provider: PROVIDER, resource: 1, zone: 0, mantissa: 9n, exponent: -3, validFrom: half });
    expect(plan(state, 202611)).to.deep.equal([
      [METER, 1n, 33n, SEVEN],
      [METER, 33n, 63n, (EIGHT + NINE) / 2n],
    ]);
  });

  it('H5: a midnight missed by seven minutes on the day of a new rate is billed in that month, and every later one is', () => {
    const state = stateWith();
    const channel = channelOf(METER, OBIS);
    const late = NOVEMBER + 420n;
    frame(state, METER, 1n, OCTOBER);
    frame(state, METER, 33n, late);
    frame(state, METER, 63n, DECEMBER);
    frame(state, METER, 94n, JANUARY);
    state.rates.push({ provider: PROVIDER, resource: 1, zone: 0, mantissa: 8n, exponent: -3, validFrom: NOVEMBER });
    expect(plan(state)).to.equal(undefined);
    const seconds = late - OCTOBER;
    const mean = (SEVEN * (NOVEMBER - OCTOBER) + EIGHT * 420n + seconds / 2n) / seconds;
    expect(mean > SEVEN && mean < EIGHT).to.equal(true);
    expect(plan(state, 202611)).to.deep.equal([
      [METER, 1n, 33n, mean],
      [METER, 33n, 63n, EIGHT],
    ]);
    state.billedThrough.set(channel, 63n);
    expect(plan(state, 202612)).to.deep.equal([[METER, 63n, 94n, EIGHT]]);
  });

  it('M4: ends with the line that the end of the contract lies in, also where its closing frame came months later', () => {
    const state = stateWith();
    const channel = channelOf(METER, OBIS);
    const until = OCTOBER + 86_400n * 10n;
    frame(state, METER, 1n, OCTOBER);
    const late = NOVEMBER + 86_400n * 3n;
    frame(state, METER, 36n, late);
    frame(state, METER, 63n, DECEMBER);
    expect(plan(state, 202610, until)).to.equal(undefined);
    expect(plan(state, 202611, until)).to.deep.equal([[METER, 1n, 36n, SEVEN]]);
    state.billedThrough.set(channel, 36n);
    expect(plan(state, 202611, until)).to.equal(undefined);
    expect(plan(state, 202612, until)).to.equal(undefined);
    // An end on the very second of a register leaves nothing behind it.
    state.billedThrough.set(channel, 63n);
    frame(state, METER, 94n, JANUARY);
    expect(plan(state, 202612, DECEMBER)).to.equal(undefined);
    expect(plan(state, 202612, DECEMBER + 1n)).to.deep.equal([[METER, 63n, 94n, SEVEN]]);
  });

  it('bills the last part of a replaced meter and the first of its successor, and later the successor alone', () => {
    const state = stateWith([METER, NEW_METER]);
    const old = state.meters.get(METER);
    if (old) old.replacedBy = NEW_METER;
    frame(state, METER, 1n, OCTOBER);
    frame(state, METER, 20n, OCTOBER + 86_400n * 10n);
    frame(state, NEW_METER, 1n, OCTOBER + 86_400n * 10n, false);
    frame(state, NEW_METER, 21n, NOVEMBER);
    expect(plan(state)).to.deep.equal([
      [METER, 1n, 20n, SEVEN],
      [NEW_METER, 1n, 21n, SEVEN],
    ]);
    state.billedThrough.set(channelOf(METER, OBIS), 20n).set(channelOf(NEW_METER, OBIS), 21n);
    frame(state, NEW_METER, 51n, periodStart(nextPeriod(202611), TIME_ZONE));
    expect(plan(state, 202611)).to.deep.equal([[NEW_METER, 21n, 51n, SEVEN]]);
  });

  describe('of a meter that was handed over', () => {
    const OTHER: Hex = `0x${'77'.repeat(20)}`;
    const channel = channelOf(METER, OBIS);
    const termsOf = (subscriber: Hex) => ({ ...meteredTerms({ zones: '1' }), subscriber });
    const linesOf = (state: State, subscriber: Hex, period = 202610): [bigint, bigint][] | undefined =>
      planRegisters({ state, terms: termsOf(subscriber), period, timeZone: TIME_ZONE })?.map(({ open, close }) => [
        open.sequence,
        close.sequence,
      ]);
    /** Handed over in the middle of October, behind frame 15, which closes no period. */
    function handedOver(): State {
      const state = stateWith();
      frame(state, METER, 1n, OCTOBER, false);
      frame(state, METER, 15n, OCTOBER + 14n * 86_400n, false);
      frame(state, METER, 33n, NOVEMBER);
      frame(state, METER, 63n, DECEMBER);
      const meter = state.meters.get(METER);
      if (meter === undefined) throw new Error('no meter');
      const handover = { from: SUBSCRIBER, to: OTHER, estimated: false, closings: new Map([[channel, 15n]]) };
      state.meters.set(METER, { ...meter, owner: OTHER, handovers: [handover] });
      return state;
    }

    it('bills the old owner up to the closing register, and never again', () => {
      const state = handedOver();
      expect(linesOf(state, SUBSCRIBER)).to.deep.equal([[1n, 15n]]);
      expect(linesOf(state, SUBSCRIBER, 202611)).to.deep.equal([[1n, 15n]]);
      expect(linesOf(state, SUBSCRIBER, 202609)).to.equal(undefined);
      state.billedThrough.set(channel, 15n);
      expect(linesOf(state, SUBSCRIBER, 202611)).to.equal(undefined);
    });

    it('bills the new owner from it, whether or not the old one was billed; nobody else', () => {
      const state = handedOver();
      expect(linesOf(state, OTHER)).to.deep.equal([[15n, 33n]]);
      state.billedThrough.set(channel, 15n);
      expect(linesOf(state, OTHER)).to.deep.equal([[15n, 33n]]);
      state.billedThrough.set(channel, 33n);
      expect(linesOf(state, OTHER, 202611)).to.deep.equal([[33n, 63n]]);
      expect(linesOf(state, PROVIDER)).to.equal(undefined);
    });

    it('waits with the new owner’s bill while a contract of the old one still has a last bill to come', () => {
      const state = handedOver();
      const carried = { ledger: PROVIDER, from: PROVIDER, subject: ZERO_32, envelope: '0x' as const };
      const copy = { digest: ZERO_32, subjectHash: ZERO_32, meterIds: [METER], carried };
      const contract = {
        contractId: ZERO_32,
        offeror: PROVIDER,
        counterparty: SUBSCRIBER,
        supplier: PROVIDER,
        consumer: SUBSCRIBER,
        resource: 1,
        meterId: METER,
        offer: carried,
        validUntil: 0n,
        withdrawn: false,
        copies: new Map([
          [PROVIDER, copy],
          [SUBSCRIBER, copy],
        ]),
        cancels: new Map<Hex, { effectiveDate: bigint }>(),
      };
      state.contracts.set(ZERO_32, contract);
      expect(linesOf(state, OTHER)).to.equal(undefined);
      contract.cancels.set(PROVIDER, { effectiveDate: OCTOBER });
      expect(linesOf(state, OTHER)).to.deep.equal([[15n, 33n]]);
      contract.cancels.clear();
      state.billedThrough.set(channel, 15n);
      expect(linesOf(state, OTHER)).to.deep.equal([[15n, 33n]]);
    });
  });
});
