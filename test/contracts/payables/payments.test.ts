import { expect } from 'chai';

import { commit, INFINITY, mod, ORDER, subtractPoints } from '../../../core/domain/crypto/commitment.ts';
import { workingDaysEnd } from '../../../core/domain/billing/payables/working-days.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { LABEL } from '../../../core/domain/ledger/kinds.ts';
import { idOf } from '../support/accounts.ts';
import { blindingOf, declared, invoiceData, upkeep } from '../support/billing.ts';
import { networkHelpers, publicClient, refused, viem } from '../support/house.ts';
import {
  accountOf,
  billable,
  billed,
  INVOICE_STATE,
  invoiceOf,
  PAYMENT_STATE,
  paymentOf,
} from '../support/billable-house.ts';

/** λ of BN254: λ · (x, y) = (β · x, y). */
const CUBE_ROOT_OF_ONE = 4_407_920_970_296_243_842_393_367_215_006_156_084_916_469_457_145_843_978_461n;
const amount = { value: 400_000n, blinding: blindingOf('payment') };
const whole = { value: upkeep.value, blinding: blindingOf('whole payment') };
const total = commit(upkeep.value, upkeep.blinding);
const anyProof = { t: total, z: 1n, zr: 1n };
const point = ({ value, blinding }: { value: bigint; blinding: bigint }) => commit(value, blinding);

/** A bill, and a payment of the whole of it that waits for its answer. */
async function paid() {
  const house = await billed();
  return { ...house, paymentId: await house.bill.pay(house.invoiceId, whole, 'order') };
}

/** To the moment when nobody has to wait for the issuer any more. */
async function overdue(house: Awaited<ReturnType<typeof paid>>): Promise<void> {
  await networkHelpers.time.increaseTo((await paymentOf(house, house.paymentId)).answerBy);
}

describe('Payments', () => {
  describe('of an invoice', () => {
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
      const { invoiceId: subject, electricity, water } = house;
      const unknown = house.bill.pay(idOf('unknown'), amount, 'order');
      await refused(unknown, billingLedger, 'InvoiceUnknown', [idOf('unknown')]);
      const value = house.bill.payment(subject, amount, 'order');
      const offSubject = house.send(house.portal, 'PAYMENT', value, { to: house.subscriber.address });
      await refused(offSubject, billingLedger, 'SubjectMismatch', [ZERO_32, subject]);
      for (const { address: to } of [water, electricity]) {
        const astray = house.send(house.portal, 'PAYMENT', value, { to, subject });
        await refused(astray, billingLedger, 'RecipientMismatch');
      }
    });

    it('are refused with a reference that was used', async () => {
      const house = await billed();
      const { billingLedger } = house.contracts;
      const paymentId = await house.bill.pay(house.invoiceId, amount, 'order');
      const again = house.bill.pay(house.invoiceId, amount, 'order');
      await refused(again, billingLedger, 'PaymentReferenceUsed', [idOf('order')]);
      const args = [idOf('order')] as const;
      const named = await publicClient.readContract({ ...billingLedger, functionName: 'paymentOfReference', args });
      expect(named).to.equal(paymentId);
    });

    it('are refused with the identity or a point off the curve', async () => {
      const house = await billed();
      for (const commitment of [INFINITY, { x: 1n, y: 3n }]) {
        const value = { ...house.bill.payment(house.invoiceId, amount, 'order'), commitment };
        const error = [commitment.x, commitment.y];
        await refused(house.bill.payWith(value), house.contracts.billingLedger, 'PaymentCommitmentInvalid', error);
      }
    });

    it('are refused when they were paid ahead of the block, or more than 90 days before it', async () => {
      const house = await billed();
      const at = BigInt(await networkHelpers.time.latest()) + 100n;
      const [earliest, latest] = [at - 90n * 86_400n, at + 900n];
      const data = house.bill.payment(house.invoiceId, amount, 'order');
      for (const paidAt of [0n, earliest - 1n, latest + 1n, (1n << 64n) - 1n]) {
        await networkHelpers.time.setNextBlockTimestamp(at);
        const call = house.bill.payWith({ ...data, paidAt });
        await refused(call, house.contracts.billingLedger, 'PaidAtOutOfRange', [paidAt, earliest, latest]);
      }
    });

    it('A17: are refused as a copy of what is outstanding, whose opening the portal does not know', async () => {
      const house = await billed();
      const { billingLedger } = house.contracts;
      const data = house.bill.payment(house.invoiceId, amount, 'order');
      const { outstanding } = await invoiceOf(house, house.invoiceId);
      const copied = house.bill.payWith({ ...data, commitment: outstanding });
      await refused(copied, billingLedger, 'OpeningUnproved', [outstanding.x, outstanding.y]);
    });

    it('A15: are refused with a proof for another payer, invoice, reference, time or ledger, or one that is altered', async () => {
      const house = await billed();
      const { billingLedger, contractLedger } = house.contracts;
      const data = house.bill.payment(house.invoiceId, amount, 'order');
      const other = invoiceData(house.contractId, { series: 1 });
      await house.bill.issue(other);
      const { proof } = data;
      const elsewhere = house.bill.payment(house.bill.idFor(other), amount, 'order').proof;
      const changes = [
        { payer: house.neighbour.address },
        { invoiceId: house.bill.idFor(other) },
        { paymentReference: idOf('other order') },
        { paidAt: data.paidAt - 1n },
        { commitment: commit(1n, 1n) },
        { proof: elsewhere },
        { proof: { ...proof, z: mod(proof.z + 1n) } },
        { proof: { ...proof, zr: mod(proof.zr + 1n) } },
        // The same point, mirrored.
        { proof: { ...proof, z: ORDER - proof.z, zr: ORDER - proof.zr } },
        { proof: { ...proof, z: proof.z + ORDER } },
        { proof: { ...proof, zr: proof.zr + ORDER } },
        { proof: { ...proof, t: INFINITY } },
        { proof: { ...proof, t: { x: 1n, y: 3n } } },
        { proof: { ...proof, t: commit(1n, 1n) } },
      ];
      for (const change of changes) {
        const call = house.bill.payWith({ ...data, ...change });
        await refused(call, billingLedger, 'OpeningUnproved');
      }
      expect(contractLedger.address).to.not.equal(billingLedger.address);
      await house.bill.payWith(data);
    });

    it('M2, A2, A16: change nothing that is outstanding until they are answered', async () => {
      const house = await paid();
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(total);
      const { invoiceId, state, commitment, paidAt, answerBy } = await paymentOf(house, house.paymentId);
      expect({ invoiceId, state, commitment }).to.deep.equal({
        invoiceId: house.invoiceId,
        state: PAYMENT_STATE.recorded,
        commitment: point(whole),
      });
      expect(paidAt).to.equal(house.now - 3_600n);
      expect(answerBy).to.equal(workingDaysEnd(BigInt(await networkHelpers.time.latest()), 3));
    });

    it('are answered within three working days, on whichever day of a week they are recorded', async () => {
      for (let day = 0; day < 7; day++) {
        const house = await billed();
        await networkHelpers.time.increase(day * 86_400);
        await house.followChain();
        const { answerBy } = await paymentOf(house, await house.bill.pay(house.invoiceId, whole, 'order'));
        expect(answerBy, `${day}`).to.equal(workingDaysEnd(BigInt(await networkHelpers.time.latest()), 3));
      }
    });
  });

  describe('taken by a receipt', () => {
    const opening = mod(upkeep.blinding - whole.blinding);

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

    it('are refused where the payment does not exist or pays another invoice', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const other = invoiceData(house.contractId, { series: 1 });
      await house.bill.issue(other);
      const strayId = await house.bill.pay(house.bill.idFor(other), whole, 'other order');
      for (const paymentId of [idOf('unknown'), strayId, ZERO_32]) {
        const error = [house.invoiceId, paymentId];
        await refused(house.bill.receipt(house.invoiceId, paymentId), billingLedger, 'PaymentUnknown', error);
      }
      await refused(house.bill.receipt(house.invoiceId, strayId, opening), billingLedger, 'PaymentUnknown');
    });

    it('are refused a second time, and after a reversal', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const take = () => house.bill.receipt(house.invoiceId, house.paymentId);
      await take();
      await refused(take(), billingLedger, 'PaymentStateUnfit', [house.paymentId, PAYMENT_STATE.taken]);
      await house.bill.reverse(house.invoiceId, house.paymentId);
      await refused(take(), billingLedger, 'PaymentStateUnfit', [house.paymentId, PAYMENT_STATE.reversed]);
    });

    it('lessen what is outstanding', async () => {
      const house = await billed();
      const paymentId = await house.bill.pay(house.invoiceId, amount, 'order');
      await house.bill.receipt(house.invoiceId, paymentId);
      const { outstanding } = await invoiceOf(house, house.invoiceId);
      expect(outstanding).to.deep.equal(subtractPoints(total, point(amount)));
      expect((await paymentOf(house, paymentId)).state).to.equal(PAYMENT_STATE.taken);
      expect(await accountOf(house, house.contractId)).to.deep.equal(INFINITY);
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
      const unanswered = house.bill.receipt(house.invoiceId, ZERO_32, opening);
      await refused(unanswered, billingLedger, 'OpeningInvalid');
      const data = invoiceData(house.contractId, { series: 1 });
      await house.bill.issue(data);
      const short = { value: whole.value - 1n, blinding: whole.blinding };
      const shortId = await house.bill.pay(house.bill.idFor(data), short, 'short');
      await refused(house.bill.receipt(house.bill.idFor(data), shortId, opening), billingLedger, 'OpeningInvalid');
    });

    it('may come in parts, and even make the outstanding point the identity', async () => {
      const house = await billed();
      const rest = { value: upkeep.value - amount.value, blinding: mod(upkeep.blinding - amount.blinding) };
      const first = await house.bill.pay(house.invoiceId, amount, 'first');
      const last = await house.bill.pay(house.invoiceId, rest, 'second');
      await house.bill.receipt(house.invoiceId, first);
      const unreduced = house.bill.receipt(house.invoiceId, last, ORDER);
      await refused(unreduced, house.contracts.billingLedger, 'OpeningInvalid', [house.invoiceId, ORDER]);
      await house.bill.receipt(house.invoiceId, last, 0n);
      const { state, outstanding } = await invoiceOf(house, house.invoiceId);
      expect({ state, outstanding }).to.deep.equal({ state: INVOICE_STATE.settled, outstanding: INFINITY });
    });

    it('settle an invoice that opens to zero, which is settled once', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const receipt = house.bill.receipt(house.invoiceId, house.paymentId, opening);
      await viem.assertions.emitWithArgs(receipt, billingLedger, 'InvoiceSettled', [house.invoiceId, opening]);
      expect((await invoiceOf(house, house.invoiceId)).state).to.equal(INVOICE_STATE.settled);
      const error = [house.invoiceId, INVOICE_STATE.settled];
      const again = house.bill.receipt(house.invoiceId, ZERO_32, opening);
      await refused(again, billingLedger, 'InvoiceStateUnfit', error);
    });

    it('A2: paid twice, a bill is settled by the first payment and the second is a credit', async () => {
      const house = await paid();
      const twice = await house.bill.pay(house.invoiceId, amount, 'order of another browser');
      await house.bill.receipt(house.invoiceId, house.paymentId, opening);
      const late = await house.bill.pay(house.invoiceId, whole, 'late');
      const settled = await invoiceOf(house, house.invoiceId);
      await house.bill.receipt(house.invoiceId, twice);
      await house.bill.receipt(house.invoiceId, late);
      expect(await invoiceOf(house, house.invoiceId)).to.deep.equal(settled);
      const credit = commit(-amount.value - whole.value, -amount.blinding - whole.blinding);
      expect(await accountOf(house, house.contractId)).to.deep.equal(credit);
    });

    it('are not needed to settle a bill over nothing', async () => {
      const house = await billable();
      const nothing = { value: 0n, blinding: blindingOf('nothing') };
      const data = invoiceData(house.contractId, { declared: [declared(LABEL.privilege, nothing)] });
      await house.bill.issue(data);
      await house.bill.receipt(house.bill.idFor(data), ZERO_32, nothing.blinding);
      expect((await invoiceOf(house, house.bill.idFor(data))).state).to.equal(INVOICE_STATE.settled);
    });
  });

  describe('refused by the issuer', () => {
    it('are not for anybody else to refuse, nor for a reason that does not exist', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      for (const from of [house.portal, house.subscriber, house.company, house.water]) {
        const call = house.bill.refuse(house.invoiceId, house.paymentId, 1, from);
        await refused(call, billingLedger, 'SenderNotEntitled');
      }
      for (const reason of [0, 5]) {
        const call = house.bill.refuse(house.invoiceId, house.paymentId, reason);
        await refused(call, billingLedger, 'ReasonUnknown', [reason, 4]);
      }
      const unknown = house.bill.refuse(house.invoiceId, idOf('unknown'));
      await refused(unknown, billingLedger, 'PaymentUnknown', [house.invoiceId, idOf('unknown')]);
    });

    it('A2: never count: garbage leaves the bill payable and settleable', async () => {
      const house = await billed();
      const garbage = await house.bill.pay(house.invoiceId, { value: ORDER - 5n, blinding: 7n }, 'garbage');
      await house.bill.refuse(house.invoiceId, garbage, 2);
      expect((await paymentOf(house, garbage)).state).to.equal(PAYMENT_STATE.refused);
      await networkHelpers.time.increaseTo((await paymentOf(house, garbage)).answerBy);
      const error = [garbage, PAYMENT_STATE.refused];
      const deemed = house.bill.deem(house.invoiceId, garbage);
      await refused(deemed, house.contracts.billingLedger, 'PaymentStateUnfit', error);
      const honest = await house.bill.pay(house.invoiceId, whole, 'order');
      await house.bill.receipt(house.invoiceId, honest, mod(upkeep.blinding - whole.blinding));
      expect((await invoiceOf(house, house.invoiceId)).state).to.equal(INVOICE_STATE.settled);
    });

    it('may still be taken by the issuer, or given back by the portal, which ends them', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      await house.bill.refuse(house.invoiceId, house.paymentId, 3);
      const again = house.bill.refuse(house.invoiceId, house.paymentId, 3);
      await refused(again, billingLedger, 'PaymentStateUnfit', [house.paymentId, PAYMENT_STATE.refused]);
      await house.bill.receipt(house.invoiceId, house.paymentId);
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(subtractPoints(total, point(whole)));
      const other = await house.bill.pay(house.invoiceId, amount, 'other');
      await house.bill.refuse(house.invoiceId, other);
      await house.bill.reverse(house.invoiceId, other, 2);
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(subtractPoints(total, point(whole)));
      const error = [other, PAYMENT_STATE.reversed];
      await refused(house.bill.receipt(house.invoiceId, other), billingLedger, 'PaymentStateUnfit', error);
    });
  });

  describe('deemed taken', () => {
    it('are not before the third working day after the recording is over', async () => {
      const house = await paid();
      const { answerBy } = await paymentOf(house, house.paymentId);
      const { billingLedger } = house.contracts;
      const early = house.bill.deem(house.invoiceId, house.paymentId);
      await refused(early, billingLedger, 'AnswerNotOverdue', [house.paymentId, answerBy]);
      await networkHelpers.time.increaseTo(answerBy - 2n);
      await house.followChain();
      await networkHelpers.time.setNextBlockTimestamp(answerBy - 1n);
      const last = house.bill.deem(house.invoiceId, house.paymentId);
      await refused(last, billingLedger, 'AnswerNotOverdue', [house.paymentId, answerBy]);
      await networkHelpers.time.setNextBlockTimestamp(answerBy);
      await house.bill.deem(house.invoiceId, house.paymentId);
      expect((await paymentOf(house, house.paymentId)).state).to.equal(PAYMENT_STATE.deemed);
    });

    it('are refused from who does not take part, and to another than the subscriber', async () => {
      const house = await paid();
      await overdue(house);
      const { billingLedger } = house.contracts;
      const { invoiceId, paymentId, subscriber, water } = house;
      await refused(house.bill.deem(invoiceId, paymentId, house.stranger), billingLedger, 'SenderNotEntitled');
      const astray = { to: water.address, subject: invoiceId };
      const call = house.send(subscriber, 'PAYMENT_DEEMED', { invoiceId, paymentId }, astray);
      await refused(call, billingLedger, 'RecipientMismatch');
    });

    it('count as if the issuer had taken them, said by anybody who takes part; the issuer may settle by them', async () => {
      const house = await paid();
      await overdue(house);
      await house.bill.deem(house.invoiceId, house.paymentId, house.neighbour);
      const rest = subtractPoints(total, point(whole));
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(rest);
      const { billingLedger } = house.contracts;
      const error = [house.paymentId, PAYMENT_STATE.deemed];
      await refused(house.bill.refuse(house.invoiceId, house.paymentId), billingLedger, 'PaymentStateUnfit', error);
      await house.bill.receipt(house.invoiceId, house.paymentId, mod(upkeep.blinding - whole.blinding));
      const { state, outstanding } = await invoiceOf(house, house.invoiceId);
      expect({ state, outstanding }).to.deep.equal({ state: INVOICE_STATE.settled, outstanding: rest });
    });

    it('may be refused by the issuer after the term, as long as nobody had them deemed', async () => {
      const house = await paid();
      await overdue(house);
      await house.bill.refuse(house.invoiceId, house.paymentId);
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(total);
    });
  });

  describe('reversed', () => {
    it('are not by anybody but the portal, for no unknown reason, and once', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const { invoiceId, paymentId } = house;
      const other = house.bill.reverse(invoiceId, paymentId, 1, house.electricity);
      await refused(other, billingLedger, 'SenderNotEntitled');
      for (const reason of [0, 3])
        await refused(house.bill.reverse(invoiceId, paymentId, reason), billingLedger, 'ReasonUnknown', [reason, 2]);
      const astray = { to: house.water.address, subject: invoiceId };
      const call = house.send(house.portal, 'PAYMENT_REVERSED', { invoiceId, paymentId, reason: 1 }, astray);
      await refused(call, billingLedger, 'RecipientMismatch');
      await house.bill.reverse(invoiceId, paymentId);
      const error = [paymentId, PAYMENT_STATE.reversed];
      await refused(house.bill.reverse(invoiceId, paymentId), billingLedger, 'PaymentStateUnfit', error);
    });

    it('are owed again where they were taken or deemed taken', async () => {
      for (const how of ['receipt', 'deem'] as const) {
        const house = await paid();
        if (how === 'deem') await overdue(house);
        await house.bill[how](house.invoiceId, house.paymentId);
        await house.bill.reverse(house.invoiceId, house.paymentId);
        expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(total);
      }
    });

    it('change nothing where they waited for an answer', async () => {
      const house = await paid();
      await house.bill.reverse(house.invoiceId, house.paymentId);
      expect((await invoiceOf(house, house.invoiceId)).outstanding).to.deep.equal(total);
    });

    it('are owed in the account where the invoice was settled by them', async () => {
      const house = await paid();
      await house.bill.receipt(house.invoiceId, house.paymentId, mod(upkeep.blinding - whole.blinding));
      const settled = await invoiceOf(house, house.invoiceId);
      await house.bill.reverse(house.invoiceId, house.paymentId);
      expect(await invoiceOf(house, house.invoiceId)).to.deep.equal(settled);
      expect(await accountOf(house, house.contractId)).to.deep.equal(point(whole));
    });
  });

  describe('to be given back', () => {
    it('are ordered by the contract’s issuer alone, for the subscriber, by a point of the curve', async () => {
      const house = await billed();
      const { billingLedger } = house.contracts;
      for (const from of [house.portal, house.subscriber, house.company])
        await refused(house.bill.order(house.contractId, amount, from), billingLedger, 'SenderNotEntitled');
      const foreign = house.bill.order(house.contractId, amount, house.water);
      await refused(foreign, billingLedger, 'ContractNotInForce');
      const value = { contractId: house.contractId, commitment: INFINITY, envelope: '0x' as const };
      const options = { to: house.subscriber.address, subject: house.contractId };
      const nothing = house.send(house.electricity, 'REFUND_ORDER', value, options);
      await refused(nothing, billingLedger, 'PaymentCommitmentInvalid', [0n, 0n]);
      const offSubject = house.send(house.electricity, 'REFUND_ORDER', value, { ...options, subject: ZERO_32 });
      await refused(offSubject, billingLedger, 'SubjectMismatch');
    });

    it('are given back by the portal, which knows how much, to the order of the issuer, once and in its time', async () => {
      const house = await paid();
      const { billingLedger } = house.contracts;
      const orderId = await house.bill.order(house.contractId, amount);
      const args = [orderId] as const;
      const { validUntil } = await publicClient.readContract({ ...billingLedger, functionName: 'refundOrder', args });
      expect(validUntil).to.equal(BigInt(await networkHelpers.time.latest()) + 30n * 86_400n);
      const own = house.bill.refund(orderId, amount, 'bank', house.electricity);
      await refused(own, billingLedger, 'SenderNotEntitled');
      await refused(house.bill.refund(orderId, whole, 'bank'), billingLedger, 'OpeningUnproved');
      await refused(house.bill.refund(idOf('no order'), amount, 'bank'), billingLedger, 'RefundOrderUnknown');
      const used = house.bill.refund(orderId, amount, 'order');
      await refused(used, billingLedger, 'PaymentReferenceUsed', [idOf('order')]);
      const value = { orderId, paymentReference: idOf('bank'), paidAt: house.now, proof: anyProof };
      for (const { address: to } of [house.electricity, house.neighbour]) {
        const astray = house.send(house.portal, 'REFUND', value, { to, subject: orderId, ledger: 'billingLedger' });
        await refused(astray, billingLedger, 'RecipientMismatch');
      }
      await house.bill.refund(orderId, amount, 'bank');
      expect(await accountOf(house, house.contractId)).to.deep.equal(point(amount));
      const again = house.bill.refund(orderId, amount, 'bank 2');
      await refused(again, billingLedger, 'RefundOrderUnknown', [orderId]);
      await refused(house.bill.pay(house.invoiceId, amount, 'bank'), billingLedger, 'PaymentReferenceUsed');
      const late = await house.bill.order(house.contractId, amount);
      const term = BigInt(await networkHelpers.time.latest()) + 30n * 86_400n;
      await networkHelpers.time.increaseTo(term + 1n);
      await refused(house.bill.refund(late, amount, 'bank 3'), billingLedger, 'RefundOrderExpired', [late, term]);
    });
  });
});

describe('The account of a contract', () => {
  const line = { value: 700_000n, blinding: blindingOf('line') };
  const next = (contractId: Hex, change = {}) =>
    invoiceData(contractId, { series: 1, declared: [declared(LABEL.upkeep, line)], ...change });

  it('takes what is left of an invoice that its issuer carries, either sign, and once', async () => {
    const house = await paid();
    const { billingLedger } = house.contracts;
    await house.bill.receipt(house.invoiceId, house.paymentId);
    for (const from of [house.portal, house.subscriber, house.water])
      await refused(house.bill.carry(house.invoiceId, from), billingLedger, 'SenderNotEntitled');
    await house.bill.carry(house.invoiceId);
    const { state, outstanding } = await invoiceOf(house, house.invoiceId);
    expect({ state, outstanding }).to.deep.equal({ state: INVOICE_STATE.carried, outstanding: INFINITY });
    expect(await accountOf(house, house.contractId)).to.deep.equal(subtractPoints(total, point(whole)));
    const error = [house.invoiceId, INVOICE_STATE.carried];
    await refused(house.bill.carry(house.invoiceId), billingLedger, 'InvoiceStateUnfit', error);
    const settles = house.bill.receipt(house.invoiceId, ZERO_32, 0n);
    await refused(settles, billingLedger, 'InvoiceStateUnfit', error);
  });

  it('is drawn by an invoice that names just what it holds, and is empty then', async () => {
    const house = await billed();
    const { billingLedger } = house.contracts;
    await house.bill.carry(house.invoiceId);
    const wrong = house.bill.issue(next(house.contractId, { account: commit(1n, 1n) }));
    await refused(wrong, billingLedger, 'AccountMismatch', [house.contractId, total.x, total.y]);
    const mirrored = house.bill.issue(next(house.contractId, { account: commit(-upkeep.value, -upkeep.blinding) }));
    await refused(mirrored, billingLedger, 'AccountMismatch');
    const data = next(house.contractId, { account: total });
    await house.bill.issue(data);
    const { outstanding } = await invoiceOf(house, house.bill.idFor(data));
    expect(outstanding).to.deep.equal(commit(upkeep.value + line.value, upkeep.blinding + line.blinding));
    expect(await accountOf(house, house.contractId)).to.deep.equal(INFINITY);
    await refused(house.bill.issue({ ...data, series: 2 }), billingLedger, 'AccountMismatch');
  });

  it('stays as it is behind an invoice that draws nothing', async () => {
    const house = await billed();
    await house.bill.carry(house.invoiceId);
    await house.bill.issue(next(house.contractId));
    expect(await accountOf(house, house.contractId)).to.deep.equal(total);
  });
});
