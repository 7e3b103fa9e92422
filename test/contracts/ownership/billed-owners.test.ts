import { commit, sumPoints } from '../../../core/domain/crypto/commitment.ts';
import { periodOf } from '../../../core/domain/billing/period.ts';
import { PERIOD, biller, invoiceData, lineOf, lineOpening, sign, upkeep } from '../support/billing.ts';
import { billable } from '../support/billable-house.ts';
import { transferData, transferMeter } from '../support/handover.ts';
import { refused } from '../support/house.ts';
import { sendFrames, type MadeFrame } from '../support/metering.ts';
import { gateway } from '../support/metered-house.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';

const RATE = 55_000_000_000n;

/** The flat's meter went to the neighbour behind an estimated frame that closes no period, and was closed once since. */
async function handedOver() {
  const house = await billable();
  const { meterId, register } = house;
  const closing = register.read(2_000n);
  await sendFrames(house, gateway, [closing]);
  await transferMeter(house, transferData(meterId, house.neighbour.address, [closing], true));
  const later = register.read(2_500n, { flags: FLAG.periodClose });
  await sendFrames(house, gateway, [later]);
  const contractId = await sign(house, house.electricity, house.neighbour, [meterId]);
  const next = biller(house, house.electricity, house.neighbour, 'billingLedger');
  const { channel } = register;
  const line = (open: MadeFrame, close: MadeFrame) => ({ metered: [lineOf(meterId, open, close)] });
  return {
    ...house,
    channel,
    frames: { ...house.frames, closing, later },
    old: (open: MadeFrame, close: MadeFrame, series = 0, period = PERIOD) =>
      house.bill.issue({ ...invoiceData(house.contractId, line(open, close)), series, period }),
    next: (open: MadeFrame, close: MadeFrame, series = 0, period = PERIOD) =>
      next.issue({ ...invoiceData(contractId, line(open, close)), series, period }),
    withdraw: (open: MadeFrame, close: MadeFrame) => {
      const metered = lineOpening(RATE, open, close);
      return next.withdraw({
        invoiceId: next.idFor(invoiceData(contractId)),
        lines: sumPoints([metered, upkeep].map(({ value, blinding }) => commit(value, blinding))),
        ranges: [{ channel, openSequence: open.sequence, closeSequence: close.sequence }],
        reason: 1,
      });
    },
  };
}

describe('Bills of a meter that was handed over (M3, A6)', () => {
  it('are taken from the old owner up to the closing register, and from the new one behind it', async () => {
    const house = await handedOver();
    const { first, closing, later } = house.frames;
    await house.old(first, closing);
    await house.next(closing, later);
  });

  it('are refused to the new owner across the handover or before it, however far the old one was billed', async () => {
    const house = await handedOver();
    const { billingLedger } = house.contracts;
    const { first, close, nextClose, closing, later } = house.frames;
    const { address } = house.neighbour;
    for (const [open, end, tenures] of [
      [first, later, [0, 1]],
      [nextClose, later, [0, 1]],
      [first, closing, [0, 0]],
      [first, close, [0, 0]],
    ] as const)
      await refused(house.next(open, end), billingLedger, 'LineNotOfOwner', [house.channel, address, ...tenures]);
  });

  it('are refused to the old owner across the handover or behind it', async () => {
    const house = await handedOver();
    const { billingLedger } = house.contracts;
    const { first, closing, later } = house.frames;
    const { address } = house.subscriber;
    await refused(house.old(first, later), billingLedger, 'LineNotOfOwner', [house.channel, address, 0, 1]);
    await refused(house.old(closing, later), billingLedger, 'LineNotOfOwner', [house.channel, address, 1, 1]);
    await house.old(first, closing);
  });

  it('begin for the new owner at the closing register alone, also where the old one was billed for less or not at all', async () => {
    const house = await handedOver();
    const { billingLedger } = house.contracts;
    const { closing, later, close } = house.frames;
    const newest = house.register.read(2_700n, { flags: FLAG.periodClose });
    await sendFrames(house, gateway, [newest]);
    await refused(house.next(later, newest), billingLedger, 'LineNotContinuous', [house.channel, 1n, later.sequence]);
    await house.next(closing, later);
    await refused(house.next(closing, newest, 1), billingLedger, 'LineNotContinuous', [
      house.channel,
      later.sequence,
      closing.sequence,
    ]);
    await house.next(later, newest, 1);
    await refused(house.old(house.frames.first, close), billingLedger, 'LineNotContinuous');
  });

  it('follow an estimate that was put right: what the new owner was billed before the read register is withdrawn, and is the old one’s', async () => {
    const house = await handedOver();
    const { billingLedger } = house.contracts;
    const { first, closing, later } = house.frames;
    await house.old(first, closing);
    await house.next(closing, later);
    const read = house.register.read(2_800n, { time: house.now });
    await sendFrames(house, gateway, [read]);
    await transferMeter(house, transferData(house.meterId, house.neighbour.address, [read]));
    const last = house.register.read(2_900n, { time: house.now + 1n, flags: FLAG.periodClose });
    await sendFrames(house, gateway, [last]);
    const { address } = house.neighbour;
    const { channel } = house;
    // The chain's clock may be in another month by now than the machine's.
    const period = periodOf(last.time, 'UTC');
    for (const [bill, owner] of [
      [house.next, house.neighbour],
      [house.old, house.subscriber],
    ] as const)
      await refused(bill(later, read, 1, period), billingLedger, 'LineNotOfOwner', [channel, owner.address, 1, 0]);
    await house.withdraw(closing, later);
    await refused(house.next(closing, later, 1), billingLedger, 'LineNotOfOwner', [channel, address, 0, 1]);
    await house.old(closing, read, 1, period);
    await house.next(read, last, 1, period);
  });
});
