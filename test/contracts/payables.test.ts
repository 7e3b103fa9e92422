import { expect } from 'chai';

import { nextPeriod, periodOf, periodStart } from '../../core/domain/billing/period.ts';
import { addPoints, commit, INFINITY, mod, ORDER, subtractPoints } from '../../core/domain/crypto/commitment.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { FLAG, LABEL, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { refusal } from '../support/refusal.ts';
import { idOf } from './support/accounts.ts';
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
} from './support/billing.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem } from './support/house.ts';
import { makeRegister, OBIS_DAY, OBIS_NIGHT, registerMeter, sendFrames } from './support/metering.ts';
import { billable, billed, invoiceOf } from './support/billable-house.ts';
import { otherGateway } from './support/metered-house.ts';

const STATE = { none: 0, issued: 1, settled: 2 } as const;
/** 0.055 of the currency unit per Wh. */
const RATE = 55_000_000_000n;
/** λ of BN254: λ · (x, y) = (β · x, y). */
const CUBE_ROOT_OF_ONE = 4_407_920_970_296_243_842_393_367_215_006_156_084_916_469_457_145_843_978_461n;

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
        await refused(call, house.contracts.billingLedger, 'PeriodInvalid', [period]);
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

  describe('payments', () => {
    const amount = { value: 400_000n, blinding: blindingOf('payment') };

    it('are refused from everybody but the portal', async () => {
      const house = await billed();
      for (const from of [house.electricity, house.subscriber, house.company, house.stranger]) {
        const call = house.bill.pay(house.invoiceId, amount, 'order', from);
        await refused(call, house.contracts.billingLedger, 'SenderNotEntitled');
      }
    });

    it('are refused for an unknown invoice, another subject or another recipient', async () => {
      const house = await billed();
      const { billingLedger } = house.contracts;
      await refused(house.bill.pay(idOf('unknown'), amount, 'order'), billingLedger, 'InvoiceUnknown', [
        idOf('unknown'),
      ]);
      const value = {
        invoiceId: house.invoiceId,
        commitment: commit(1n, 1n),
        paymentReference: idOf('order'),
        envelope: '0x' as const,
      };
      const { invoiceId: subject, electricity, water } = house;
      const offSubject = house.send(house.portal, 'PAYMENT', value, { to: electricity.address });
      await refused(offSubject, billingLedger, 'SubjectMismatch', [ZERO_32, subject]);
      const astray = house.send(house.portal, 'PAYMENT', value, { to: water.address, subject });
      await refused(astray, billingLedger, 'RecipientMismatch');
    });

    it('are refused with a reference that was used', async () => {
      const house = await billed();
      const { billingLedger } = house.contracts;
      const paymentId = await house.bill.pay(house.invoiceId, amount, 'order');
      await refused(house.bill.pay(house.invoiceId, amount, 'order'), billingLedger, 'PaymentReferenceUsed', [
        idOf('order'),
      ]);
      const args = [idOf('order')] as const;
      expect(await publicClient.readContract({ ...billingLedger, functionName: 'paymentOfReference', args })).to.equal(
        paymentId,
      );
    });

    it('are refused with the identity or a point off the curve', async () => {
      const house = await billed();
      for (const commitment of [INFINITY, { x: 1n, y: 3n }]) {
        const value = {
          invoiceId: house.invoiceId,
          commitment,
          paymentReference: idOf('order'),
          envelope: '0x' as const,
        };
        const options = { to: house.electricity.address, subject: house.invoiceId };
        const call = house.send(house.portal, 'PAYMENT', value, options);
        await refused(call, house.contracts.billingLedger, 'PaymentCommitmentInvalid', [commitment.x, commitment.y]);
      }
    });

    it('lessen what is outstanding', async () => {
      const house = await billed();
      const total = commit(upkeep.value, upkeep.blinding);
      const paymentId = await house.bill.pay(house.invoiceId, amount, 'order');
      const paid = commit(amount.value, amount.blinding);
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(subtractPoints(total, paid));
      const payment = await publicClient.readContract({
        ...house.contracts.billingLedger,
        functionName: 'payment',
        args: [paymentId],
      });
      expect(payment).to.deep.equal({ invoiceId: house.invoiceId, receipted: false });
    });

    it('may come in parts, and even make the outstanding point the identity', async () => {
      const house = await billed();
      await house.bill.pay(house.invoiceId, amount, 'first');
      const rest = { value: upkeep.value - amount.value, blinding: mod(upkeep.blinding - amount.blinding) };
      const last = await house.bill.pay(house.invoiceId, rest, 'second');
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(INFINITY);
      const unreduced = house.bill.receipt(house.invoiceId, last, ORDER);
      await refused(unreduced, house.contracts.billingLedger, 'OpeningInvalid', [house.invoiceId, ORDER]);
      await house.bill.receipt(house.invoiceId, last, 0n);
      expect((await invoiceOf(house, house.invoiceId)).state).to.equal(STATE.settled);
    });
  });

  describe('receipts', () => {
    const whole = { value: upkeep.value, blinding: blindingOf('whole payment') };
    const opening = mod(upkeep.blinding - whole.blinding);

    async function paid() {
      const house = await billed();
      return { ...house, paymentId: await house.bill.pay(house.invoiceId, whole, 'order') };
    }

    it('are refused from everybody but the invoice’s issuer', async () => {
      const house = await paid();
      for (const from of [house.portal, house.subscriber, house.company, house.water]) {
        const call = house.bill.receipt(house.invoiceId, house.paymentId, opening, from);
        await refused(call, house.contracts.billingLedger, 'SenderNotEntitled');
      }
      await house.suspend(house.electricity);
      const suspended = house.bill.receipt(house.invoiceId, house.paymentId, opening);
      await refused(suspended, house.contracts.billingLedger, 'SenderNotEntitled');
    });

    it('are refused for an unknown invoice, to a third party, or with another subject', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const { invoiceId, paymentId, electricity, neighbour, subscriber } = house;
      await refused(house.bill.receipt(idOf('unknown'), paymentId), billingLedger, 'InvoiceUnknown');
      const astray = house.bill.receipt(invoiceId, paymentId, opening, electricity, neighbour);
      await refused(astray, billingLedger, 'RecipientMismatch');
      const value = { invoiceId, paymentId, settles: false, opening: 0n, envelope: '0x' as const };
      const offSubject = house.send(electricity, 'RECEIPT', value, { to: subscriber.address });
      await refused(offSubject, billingLedger, 'SubjectMismatch');
    });

    it('are refused for a payment that does not exist or pays another invoice', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const other = invoiceData(house.contractId, { series: 1 });
      await house.bill.issue(other);
      const strayId = await house.bill.pay(house.bill.idFor(other), whole, 'other order');
      for (const paymentId of [idOf('unknown'), strayId, ZERO_32]) {
        await refused(house.bill.receipt(house.invoiceId, paymentId), billingLedger, 'PaymentUnknown', [
          house.invoiceId,
          paymentId,
        ]);
      }
      await refused(house.bill.receipt(house.invoiceId, strayId, opening), billingLedger, 'PaymentUnknown');
    });

    it('are refused a second time for one payment', async () => {
      const house = await paid();
      await house.bill.receipt(house.invoiceId, house.paymentId);
      const again = house.bill.receipt(house.invoiceId, house.paymentId);
      await refused(again, house.contracts.billingLedger, 'PaymentAlreadyReceipted', [house.paymentId]);
    });

    it('do not settle with a wrong opening, an unreduced one, or when something is outstanding', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      // Two of them open points that share one coordinate with the right one.
      const alike = [ORDER - opening, (opening * CUBE_ROOT_OF_ONE) % ORDER];
      for (const wrong of [0n, opening + 1n, opening + ORDER, ...alike]) {
        const call = house.bill.receipt(house.invoiceId, house.paymentId, wrong);
        await refused(call, billingLedger, 'OpeningInvalid', [house.invoiceId, wrong]);
      }
      const data = invoiceData(house.contractId, { series: 1 });
      await house.bill.issue(data);
      const short = { value: whole.value - 1n, blinding: whole.blinding };
      const shortId = await house.bill.pay(house.bill.idFor(data), short, 'short');
      await refused(house.bill.receipt(house.bill.idFor(data), shortId, opening), billingLedger, 'OpeningInvalid');
    });

    it('settle an invoice that opens to zero, after which it takes no more payments or settlements', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const receipt = house.bill.receipt(house.invoiceId, house.paymentId, opening);
      await viem.assertions.emitWithArgs(receipt, billingLedger, 'InvoiceSettled', [house.invoiceId, opening]);
      expect((await invoiceOf(house, house.invoiceId)).state).to.equal(STATE.settled);
      const more = house.bill.pay(house.invoiceId, whole, 'late');
      await refused(more, billingLedger, 'InvoiceAlreadySettled', [house.invoiceId]);
      await refused(house.bill.receipt(house.invoiceId, ZERO_32, opening), billingLedger, 'InvoiceAlreadySettled');
    });

    it('may still acknowledge an earlier payment of a settled invoice', async () => {
      const house = await billed();
      const part = { value: 1n, blinding: 5n };
      const rest = { value: upkeep.value - 1n, blinding: upkeep.blinding };
      const firstId = await house.bill.pay(house.invoiceId, part, 'part');
      const secondId = await house.bill.pay(house.invoiceId, rest, 'rest');
      await house.bill.receipt(house.invoiceId, secondId, mod(-5n));
      await house.bill.receipt(house.invoiceId, firstId);
      const payment = await publicClient.readContract({
        ...house.contracts.billingLedger,
        functionName: 'payment',
        args: [firstId],
      });
      expect(payment.receipted).to.equal(true);
    });

    it('settle a bill over nothing without any payment', async () => {
      const house = await billable();
      const nothing = { value: 0n, blinding: blindingOf('nothing') };
      const data = invoiceData(house.contractId, { declared: [declared(LABEL.privilege, nothing)] });
      await house.bill.issue(data);
      await house.bill.receipt(house.bill.idFor(data), ZERO_32, nothing.blinding);
      expect((await invoiceOf(house, house.bill.idFor(data))).state).to.equal(STATE.settled);
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
