import { expect } from 'chai';

import { nextPeriod, periodOf, periodStart } from '../../core/domain/billing/period.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { FLAG, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { billable, invoiceOf } from './support/billable-house.ts';
import { biller, invoiceData, lineOf, PERIOD, sign } from './support/billing.ts';
import { networkHelpers, refused, type House } from './support/house.ts';
import {
  makeRegister,
  OBIS_DAY,
  OBIS_NIGHT,
  OBIS_TOTAL,
  registerMeter,
  sendFrames,
  type MadeFrame,
} from './support/metering.ts';
import { gateway, metered } from './support/metered-house.ts';

const DAY = 86_400n;
const OBIS_EXPORT: Hex = '0x0100020800ff';
const OBIS_SECOND_INPUT: Hex = '0x0101010800ff';

async function cancelBoth(house: House & { contractId: Hex }, effectiveDate: bigint): Promise<void> {
  const { contractId } = house;
  const value = { contractId, effectiveDate, envelope: '0x' as const };
  for (const [from, to] of [
    [house.subscriber, house.electricity],
    [house.electricity, house.subscriber],
  ] as const)
    await house.send(from, 'CANCEL', value, { to: to.address, subject: contractId });
}

/** A meter of these registers under a contract of its own, each read at its start and at a close. */
async function meterOf(house: House, obis: Hex[], provider: Account = house.electricity) {
  const owner = house.subscriber.address;
  const meterId = await registerMeter(house, obis.join(), {
    owner,
    provider: provider.address,
    deviceId: gateway.id,
    obis,
  });
  const frames = new Map<Hex, readonly [MadeFrame, MadeFrame]>();
  for (const code of obis) {
    const register = makeRegister(house, gateway, meterId, code);
    const pair = [register.read(10n), register.read(90n, { flags: FLAG.periodClose })] as const;
    await sendFrames(house, gateway, pair);
    frames.set(code, pair);
  }
  const line = (code: Hex) => lineOf(meterId, ...(frames.get(code) ?? fail()), code);
  return { meterId, line };
}

function fail(): never {
  throw new Error('no such register');
}

describe('Bills by a contract', () => {
  describe('count its meters alone', () => {
    it('A5: are refused for a meter of the same parties that the contract does not name', async () => {
      const house = await billable();
      const { meterId, line } = await meterOf(house, [OBIS_TOTAL, OBIS_DAY]);
      const call = house.bill.issue(invoiceData(house.contractId, { metered: [line(OBIS_TOTAL)] }));
      await refused(call, house.contracts.billingLedger, 'MeterNotOfContract', [house.contractId, meterId]);
    });

    it('C2: are refused for a meter that the company registered by itself, under a contract about upkeep', async () => {
      const house = await billable();
      const rate = { resource: RESOURCE.electricity, zone: 0, mantissa: 55n, exponent: -3, validFrom: 1n };
      await house.send(house.company, 'RATE', rate);
      const { meterId, line } = await meterOf(house, [OBIS_TOTAL, OBIS_NIGHT], house.company);
      const contractId = await sign(house, house.company, house.subscriber);
      const own = biller(house, house.company, house.subscriber, 'contractLedger');
      const call = own.issue(invoiceData(contractId, { metered: [line(OBIS_TOTAL)] }));
      await refused(call, house.contracts.contractLedger, 'MeterNotOfContract', [contractId, meterId]);
    });
  });

  describe('count each quantity once', () => {
    const zones = async () => {
      const house = await metered();
      for (const zone of [1, 2]) {
        const validFrom = house.now - 2_000_000n;
        const rate = { resource: RESOURCE.electricity, zone, mantissa: 1n, exponent: -3, validFrom };
        await house.send(house.electricity, 'RATE', rate);
      }
      const meter = await meterOf(house, [OBIS_TOTAL, OBIS_DAY, OBIS_NIGHT, OBIS_EXPORT, OBIS_SECOND_INPUT]);
      const contractId = await sign(house, house.electricity, house.subscriber, [meter.meterId]);
      const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
      const issue = (series: number, ...codes: Hex[]) =>
        bill.issue(invoiceData(contractId, { series, metered: codes.map(meter.line), declared: [] }));
      return { house, issue, meterId: meter.meterId, ledger: house.contracts.billingLedger };
    };

    it('A20: are refused over a total beside its zones, in one bill and in a later one', async () => {
      const { issue, meterId, ledger } = await zones();
      const beside = [meterId, OBIS_DAY];
      await refused(issue(0, OBIS_TOTAL, OBIS_DAY), ledger, 'RegisterBesideBilled', beside);
      await issue(0, OBIS_TOTAL);
      await refused(issue(1, OBIS_DAY), ledger, 'RegisterBesideBilled', beside);
    });

    it('A20: are refused over zones beside their total, and taken over all zones', async () => {
      const { issue, meterId, ledger } = await zones();
      await issue(0, OBIS_DAY, OBIS_NIGHT);
      await refused(issue(1, OBIS_TOTAL), ledger, 'RegisterBesideBilled', [meterId, OBIS_TOTAL]);
    });

    it('A20: are refused over exported energy, and over a second input beside the first', async () => {
      const { issue, meterId, ledger } = await zones();
      await refused(issue(0, OBIS_EXPORT), ledger, 'RegisterNotBilled', [meterId, OBIS_EXPORT]);
      await issue(0, OBIS_TOTAL);
      const second = [meterId, OBIS_SECOND_INPUT];
      await refused(issue(1, OBIS_SECOND_INPUT), ledger, 'RegisterBesideBilled', second);
    });
  });

  describe('keep to its time', () => {
    it('A4: are refused over a line that begins when it had ended, and taken over the one that its end lies in', async () => {
      const house = await billable();
      const { first, close, nextClose } = house.frames;
      const end = close.time;
      await cancelBoth(house, end);
      const last = invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, close)] });
      await house.bill.issue(last);
      expect((await invoiceOf(house, house.bill.idFor(last))).state).to.equal(1);
      const metered = [lineOf(house.meterId, close, nextClose)];
      const call = house.bill.issue(invoiceData(house.contractId, { series: 1, metered }));
      const args = [house.register.channel, close.time, end];
      await refused(call, house.contracts.billingLedger, 'LineBeyondContract', args);
    });

    it('A4: are taken over the line that its end lies in, to the second', async () => {
      const house = await billable();
      const { first, nextClose } = house.frames;
      await cancelBoth(house, first.time + 1n);
      await house.bill.issue(invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, nextClose)] }));
    });

    it('A4: are refused over a line that ends a day after their month in UTC, to the second', async () => {
      const house = await metered();
      const latest = periodStart(nextPeriod(PERIOD), 'UTC') + DAY;
      const meterId = await registerMeter(house, 'lasting', {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: gateway.id,
        verifiedUntil: latest + DAY,
      });
      const contractId = await sign(house, house.electricity, house.subscriber, [meterId]);
      const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
      await networkHelpers.time.increaseTo(latest + 10n);
      const register = makeRegister(house, gateway, meterId);
      const first = register.read(1000n, { time: latest - 3600n });
      const close = register.read(1700n, { time: latest, flags: FLAG.periodClose });
      const beyond = register.read(1701n, { time: latest + 1n, flags: FLAG.periodClose });
      await sendFrames(house, gateway, [first, close, beyond]);
      const issue = (period: number, open: MadeFrame, end: MadeFrame) =>
        bill.issue(invoiceData(contractId, { period, metered: [lineOf(meterId, open, end)] }));
      const args = [register.channel, latest + 1n, latest];
      await refused(issue(PERIOD, first, beyond), house.contracts.billingLedger, 'LineBeyondPeriod', args);
      await issue(PERIOD, first, close);
      await issue(nextPeriod(PERIOD), close, beyond);
    });

    it('A4: are refused for a month that begins a day after it had ended, unless a register is left to bill', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      const end = house.frames.close.time;
      await cancelBoth(house, end);
      const ended = periodOf(end, 'UTC');
      const period = nextPeriod(nextPeriod(ended));
      await networkHelpers.time.increaseTo(periodStart(period, 'UTC'));
      const dueDate = periodStart(period, 'UTC');
      const late = invoiceData(house.contractId, { period, dueDate });
      await refused(house.bill.issue(late), billingLedger, 'PeriodBeyondContract', [house.contractId, period, end]);
      await house.bill.issue(invoiceData(house.contractId, { period: ended, dueDate }));
      const metered = [lineOf(house.meterId, house.frames.first, house.frames.close)];
      await house.bill.issue(invoiceData(house.contractId, { period, dueDate, metered }));
    });

    it('A4: are taken for a month that has begun in the west while it is still the one before in UTC, and not later', async () => {
      const house = await billable();
      const start = periodStart(nextPeriod(PERIOD), 'UTC');
      await cancelBoth(house, start - DAY + 1n);
      const next = invoiceData(house.contractId, { period: nextPeriod(PERIOD) });
      await house.bill.issue(next);
      const other = await billable();
      await cancelBoth(other, start - DAY);
      const same = invoiceData(other.contractId, { period: nextPeriod(PERIOD) });
      await refused(other.bill.issue(same), other.contracts.billingLedger, 'PeriodBeyondContract');
    });
  });
});
