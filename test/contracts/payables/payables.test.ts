import { expect } from 'chai';

import { nextPeriod, periodOf, periodStart } from '../../../core/domain/billing/period.ts';
import { addPoints, commit, INFINITY, mod } from '../../../core/domain/crypto/commitment.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { FLAG, LABEL, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../support/refusal.ts';
import { idOf } from '../support/accounts.ts';
import {
  biller,
  blindingOf,
  declared,
  invoiceData,
  lineOf,
  lineOpening,
  PERIOD,
  sign,
  upkeep,
} from '../support/billing.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem } from '../support/house.ts';
import { makeRegister, OBIS_DAY, OBIS_NIGHT, registerMeter, sendFrames } from '../support/metering.ts';
import { billable, billed, INVOICE_STATE as STATE, invoiceOf } from '../support/billable-house.ts';
import { otherGateway } from '../support/metered-house.ts';

/** 0.055 of the currency unit per Wh. */
const RATE = 55_000_000_000n;

describe('Payables', () => {
  describe('invoices', () => {
    it('are refused from everybody but the ledger’s own issuers', async () => {
      const house = await billable();
      const { contracts, company, electricity, subscriber } = house;
      const data = invoiceData(house.contractId);
      const own = biller(house, company, subscriber, 'contractLedger');
      await refused(house.bill.issue(data, company), contracts.billingLedger, 'SenderNotEntitled');
      await refused(house.bill.issue(data, subscriber), contracts.billingLedger, 'SenderNotEntitled');
      await refused(own.issue(data, electricity), contracts.contractLedger, 'SenderNotEntitled');
      await house.suspend(electricity);
      await refused(house.bill.issue(data), contracts.billingLedger, 'SenderNotEntitled');
    });

    it('are refused without a signed contract between exactly these two', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      const data = invoiceData(house.contractId);
      await refused(house.bill.issue(invoiceData(idOf('unknown'))), billingLedger, 'ContractNotInForce');
      await refused(house.bill.issue(data, house.water), billingLedger, 'ContractNotInForce');
      await refused(house.bill.issue(data, house.electricity, house.neighbour), billingLedger, 'ContractNotInForce');
      const value = {
        resource: RESOURCE.electricity,
        meterId: ZERO_32,
        validUntil: house.now + 30n * 86_400n,
        envelope: '0x' as const,
      };
      const offered = await house.create(house.electricity, 'OFFER', value, { to: house.subscriber.address });
      await refused(house.bill.issue(invoiceData(offered)), billingLedger, 'ContractNotInForce');
    });

    it('are taken once more after a cancellation: the final bill', async () => {
      const house = await billable();
      const cancel = { contractId: house.contractId, effectiveDate: house.now, envelope: '0x' as const };
      const options = { to: house.electricity.address, subject: house.contractId };
      await house.send(house.subscriber, 'CANCEL', cancel, options);
      const data = invoiceData(house.contractId);
      await house.bill.issue(data);
      expect((await invoiceOf(house, house.bill.idFor(data))).state).to.equal(STATE.issued);
    });

    it('are refused for a period that is no month, to the ledger and to every reader alike', async () => {
      const house = await billable();
      for (const period of [0, 202600, 202613, 199912, 1000001]) {
        const call = house.bill.issue(invoiceData(house.contractId, { period }));
        await refused(call, house.contracts.tariffs, 'PeriodInvalid', [period]);
        expect(await refusal(() => periodStart(period, 'UTC'))).to.equal('PERIOD_INVALID');
      }
      for (const period of [200001, 202012]) {
        await house.bill.issue(invoiceData(house.contractId, { period }));
        expect(periodStart(period, 'UTC') > 0n).to.equal(true);
      }
    });

    it('A24: are refused for a period later than the month after that of the block, at every turn of a month', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      let period = nextPeriod(periodOf(BigInt(await networkHelpers.time.latest()), 'UTC'));
      for (let months = 0; months < 50; months++, period = nextPeriod(period)) {
        const newest = nextPeriod(period);
        const start = periodStart(period, 'UTC');
        const issue = async (time: bigint, of: number): Promise<Hex> => {
          await networkHelpers.time.increaseTo(time - 1n);
          await networkHelpers.time.setNextBlockTimestamp(time);
          return await house.bill.issue(invoiceData(house.contractId, { period: of, dueDate: time }));
        };
        await refused(issue(start - 1n, newest), billingLedger, 'PeriodOutOfRange', [newest, period]);
        await networkHelpers.mine(1);
        await issue(start + 3n, newest);
      }
      const far = invoiceData(house.contractId, { period: 999912 });
      await refused(house.bill.issue(far), billingLedger, 'PeriodOutOfRange');
    });

    it('A24: are refused when they are due more than a day before the block, or 400 days after it', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      const at = BigInt(await networkHelpers.time.latest()) + 1_000n;
      const [earliest, latest] = [at - 86_400n, at + 400n * 86_400n];
      let series = 0;
      const due = async (dueDate: bigint): Promise<Hex> => {
        await networkHelpers.time.setNextBlockTimestamp(at + BigInt(series));
        return await house.bill.issue(invoiceData(house.contractId, { dueDate, series }));
      };
      for (const dueDate of [0n, earliest - 1n, latest + 1n, (1n << 64n) - 1n])
        await refused(due(dueDate), billingLedger, 'DueDateOutOfRange', [dueDate, earliest, latest]);
      await due(earliest);
      series = 1;
      await due(latest + 1n);
    });

    it('are refused twice for one contract, period and series', async () => {
      const house = await billed();
      const again = house.bill.issue(invoiceData(house.contractId, { dueDate: house.now }));
      await refused(again, house.contracts.billingLedger, 'InvoiceAlreadyIssued', [house.invoiceId]);
      await house.bill.issue(invoiceData(house.contractId, { series: 1 }));
    });

    it('are refused without a line', async () => {
      const house = await billable();
      const call = house.bill.issue(invoiceData(house.contractId, { declared: [] }));
      await refused(call, house.contracts.billingLedger, 'InvoiceEmpty');
    });

    it('are refused with a declared line of no known label or off the curve', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      for (const label of [0, 9]) {
        const call = house.bill.issue(invoiceData(house.contractId, { declared: [declared(label, upkeep)] }));
        await refused(call, billingLedger, 'LabelUnknown', [label]);
      }
      const crooked = { label: LABEL.other, commitment: { x: 1n, y: 3n } };
      const call = house.bill.issue(invoiceData(house.contractId, { declared: [crooked] }));
      await refused(call, billingLedger, 'PointInvalid', [1n, 3n]);
    });

    it('tell their total, due date and parties', async () => {
      const house = await billable();
      const rounding = { value: -370n, blinding: blindingOf('rounding') };
      const lines = [declared(LABEL.upkeep, upkeep), declared(LABEL.rounding, rounding)];
      const data = invoiceData(house.contractId, { declared: lines });
      await viem.assertions.emit(house.bill.issue(data), house.contracts.billingLedger, 'InvoiceIssued');
      const invoice = await invoiceOf(house, house.bill.idFor(data));
      expect(invoice).to.deep.include({
        contractId: house.contractId,
        period: PERIOD,
        series: 0,
        dueDate: data.dueDate,
        state: STATE.issued,
        outstanding: commit(upkeep.value + rounding.value, upkeep.blinding + rounding.blinding),
      });
      expect(invoice.issuer.toLowerCase()).to.equal(house.electricity.address);
      expect(invoice.subscriber.toLowerCase()).to.equal(house.subscriber.address);
    });
  });

  describe('metered lines', () => {
    it('are refused for a meter of another provider or owner', async () => {
      const house = await billable();
      const { first, close } = house.frames;
      const line = lineOf(house.handMeterId, first, close);
      const call = house.bill.issue(invoiceData(house.contractId, { metered: [line] }));
      await refused(call, house.contracts.billingLedger, 'MeterNotOfContract');
      const waterContract = await sign(house, house.water, house.subscriber);
      const waterBill = biller(house, house.water, house.subscriber, 'billingLedger');
      const foreign = waterBill.issue(invoiceData(waterContract, { metered: [lineOf(house.meterId, first, close)] }));
      await refused(foreign, house.contracts.billingLedger, 'MeterNotOfIssuer');
    });

    it('are refused for registers that the reading ledger does not keep', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      const { first, middle, close } = house.frames;
      const line = lineOf(house.meterId, first, close);
      const wrong = [
        [lineOf(house.meterId, middle, close), middle.sequence],
        [lineOf(house.meterId, first, middle), middle.sequence],
        [{ ...line, closeTime: line.closeTime + 1n }, close.sequence],
        [{ ...line, close: commit(1n, 1n) }, close.sequence],
        [{ ...line, open: commit(1n, 1n) }, first.sequence],
        [{ ...line, closeSequence: 99n }, 99n],
      ] as const;
      for (const [metered, sequence] of wrong) {
        const call = house.bill.issue(invoiceData(house.contractId, { metered: [metered] }));
        await refused(call, billingLedger, 'RegisterUnknown', [house.register.channel, sequence]);
      }
    });

    it('are refused backwards and standing still', async () => {
      const house = await billable();
      const { first, close } = house.frames;
      for (const line of [lineOf(house.meterId, close, first), lineOf(house.meterId, first, first)]) {
        const call = house.bill.issue(invoiceData(house.contractId, { metered: [line] }));
        await refused(call, house.contracts.billingLedger, 'LineNotForward');
      }
    });

    it('are refused with a zone other than the register’s', async () => {
      const house = await billable();
      const line = { ...lineOf(house.meterId, house.frames.first, house.frames.close), zone: 1 };
      const call = house.bill.issue(invoiceData(house.contractId, { metered: [line] }));
      await refused(call, house.contracts.billingLedger, 'ZoneMismatch', [line.obis, 1]);
    });

    it('are refused unless they go on where the last one ended: nothing is billed twice or left out', async () => {
      const house = await billable();
      const { billingLedger } = house.contracts;
      const { first, close, nextClose } = house.frames;
      const { channel } = house.register;
      const issue = (series: number, open: typeof first, end: typeof first) =>
        house.bill.issue(invoiceData(house.contractId, { series, metered: [lineOf(house.meterId, open, end)] }));
      await refused(issue(0, close, nextClose), billingLedger, 'LineNotContinuous', [channel, 1n, 3n]);
      await issue(0, first, close);
      await refused(issue(1, first, close), billingLedger, 'LineNotContinuous', [channel, 3n, 1n]);
      await refused(issue(1, first, nextClose), billingLedger, 'LineNotContinuous', [channel, 3n, 1n]);
      await issue(1, close, nextClose);
      const billedThrough = await publicClient.readContract({
        ...billingLedger,
        functionName: 'billedThrough',
        args: [channel],
      });
      expect(billedThrough).to.equal(nextClose.sequence);
    });

    it('are refused without a rate', async () => {
      const house = await billable();
      const meterId = await registerMeter(house, 'two zones', {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: otherGateway.id,
        obis: [OBIS_DAY, OBIS_NIGHT],
      });
      const day = makeRegister(house, otherGateway, meterId, OBIS_DAY);
      const frames = [day.read(5n), day.read(9n, { flags: FLAG.periodClose })] as const;
      await sendFrames(house, otherGateway, frames);
      const line = lineOf(meterId, ...frames, OBIS_DAY);
      const contractId = await sign(house, house.electricity, house.subscriber, [meterId]);
      const call = house.bill.issue(invoiceData(contractId, { metered: [line] }));
      await refused(call, house.contracts.tariffs, 'RateMissing');
    });

    it('come to rate × (close − open), to which the parties hold the opening', async () => {
      const house = await billable();
      const { first, close } = house.frames;
      const data = invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, close)] });
      await house.bill.issue(data);
      const line = lineOpening(RATE, first, close);
      expect(line.value).to.equal(RATE * 700n);
      const total = commit(line.value + upkeep.value, line.blinding + upkeep.blinding);
      expect((await invoiceOf(house, house.bill.idFor(data))).outstanding).to.deep.equal(total);
    });

    it('start afresh with the meter that replaced another', async () => {
      const house = await billable();
      const { first, close } = house.frames;
      await house.bill.issue(invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, close)] }));
      const newMeterId = await registerMeter(house, 'new', {
        owner: house.subscriber.address,
        provider: house.electricity.address,
        deviceId: otherGateway.id,
      });
      const replace = { oldMeterId: house.meterId, newMeterId };
      await house.send(house.company, 'METER_REPLACE', replace, { subject: house.meterId });
      const register = makeRegister(house, otherGateway, newMeterId);
      const start = register.read(2n, { sequence: 3n, flags: FLAG.gap });
      const end = register.read(9n, { flags: FLAG.periodClose });
      await sendFrames(house, otherGateway, [start, end]);
      const data = invoiceData(house.contractId, {
        series: 1,
        metered: [lineOf(newMeterId, start, end)],
        declared: [],
      });
      await house.bill.issue(data);
      const line = lineOpening(RATE, start, end);
      expect((await invoiceOf(house, house.bill.idFor(data))).outstanding).to.deep.equal(
        commit(line.value, line.blinding),
      );
    });
  });

  describe('on the contract ledger', () => {
    it('the company bills upkeep, is paid through the portal and gives its receipt', async () => {
      const house = await livedInHouse();
      const { company, subscriber } = house;
      const contractId = await sign(house, company, subscriber);
      const bill = biller(house, company, subscriber, 'contractLedger');
      const data = invoiceData(contractId);
      await bill.issue(data);
      const invoiceId = bill.idFor(data);
      const paymentId = await bill.pay(invoiceId, { ...upkeep, blinding: 3n }, 'order');
      await bill.receipt(invoiceId, paymentId, mod(upkeep.blinding - 3n));
      expect((await invoiceOf(house, invoiceId, 'contractLedger')).state).to.equal(STATE.settled);
    });

    it('the sum of declared lines may hold the identity', async () => {
      const house = await livedInHouse();
      const contractId = await sign(house, house.company, house.subscriber);
      const bill = biller(house, house.company, house.subscriber, 'contractLedger');
      const lines = [declared(LABEL.upkeep, upkeep), { label: LABEL.rounding, commitment: INFINITY }];
      const data = invoiceData(contractId, { declared: lines });
      await bill.issue(data);
      const { outstanding } = await invoiceOf(house, bill.idFor(data), 'contractLedger');
      expect(outstanding).to.deep.equal(addPoints(commit(upkeep.value, upkeep.blinding), INFINITY));
    });
  });

  it('the billing ledger names the contract ledger that it trusts', async () => {
    const { contracts } = await livedInHouse();
    const named = await publicClient.readContract({ ...contracts.billingLedger, functionName: 'CONTRACT_LEDGER' });
    expect(named.toLowerCase()).to.equal(contracts.contractLedger.address.toLowerCase());
  });
});
