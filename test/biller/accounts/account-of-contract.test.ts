import { expect } from 'chai';
import { accountOfContract, type StatementOfContract } from '../../../biller/accounts/account-of-contract.ts';
import { applyBlock } from '../../../biller/apply/apply-block.ts';
import { makeRefundOrder, makeVoid } from '../../../biller/commands/bill-commands.ts';
import type { DecisionContext } from '../../../biller/decide/decision-context.ts';
import { createDecryptor } from '../../../biller/decryptor.ts';
import { emptyState, type State } from '../../../biller/state.ts';
import { BILLER_MIGRATIONS, openStore } from '../../../biller/store.ts';
import { encodeBill } from '../../../core/domain/billing/bill.ts';
import type { BillDraft } from '../../../core/domain/billing/bill-draft.ts';
import { AMOUNT_PER_MINOR, formatAmount, parseAmount } from '../../../core/domain/billing/money.ts';
import { proveRefund } from '../../../core/domain/billing/payables/prove-payment.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import { commit } from '../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { bytes32, normTerms, sampleBill, TIME_ZONE } from '../../core/domain/billing/bill-sample.ts';
import { freshNonces } from '../../support/payment-data.ts';
import { refusal } from '../../support/refusal.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { deskWithBill, payBill, type PaidBill } from '../support/paid-bill.ts';
import { enterKeyRate } from '../support/key-rate.ts';
import { pay, take } from './support/pay-and-take.ts';

const DAY = 86_400n;
/** Far enough behind all that a test records. */
const LATER = localDate(nowSeconds() + 200n * DAY, TIME_ZONE);

async function statement(bill: PaidBill, asOf = LATER, through?: bigint): Promise<StatementOfContract> {
  const found = await accountOfContract(bill.test.context, bill.draft.content.contractId, { asOf, through });
  if (found === undefined) throw new Error('the contract was billed');
  return found;
}

/** Another bill of the same contract. */
async function billAgain(bill: PaidBill, over: Partial<Parameters<typeof sampleBill>[0]>): Promise<BillDraft> {
  const { test, resident } = bill;
  const terms = normTerms({ provider: test.me.address, subscriber: resident.address, norm: '4.745' });
  const draft = sampleBill({ terms, registers: [], termsRate: 53_170_000_000n, ...over });
  const envelope = await test.seal(test.me, 'INVOICE', encodeBill(draft.content), [test.me], draft.invoiceId);
  test.record(test.me, resident.address, 'INVOICE', { ...draft.invoiceData, envelope }, draft.invoiceId);
  return draft;
}

async function giveBack(bill: PaidBill, amount: bigint): Promise<void> {
  const { test, draft, portal, resident } = bill;
  const { contractId } = draft.content;
  const said = decodeData('REFUND_ORDER', (await makeRefundOrder(test.context, { contractId, amount })).data);
  const orderId = test.record(test.me, resident.address, 'REFUND_ORDER', said, contractId);
  const order = test.context.state.orders.get(orderId);
  if (order === undefined) throw new Error('the order was recorded');
  const { amount: value, blinding } = await test.context.decryptor.order(order);
  const { networkHash } = domainOf(test.context.network);
  const place = { networkHash, ledger: test.context.network.contracts.billingLedger };
  const about = { orderId, paymentReference: bytes32(2), paidAt: nowSeconds() };
  test.record(
    portal,
    resident.address,
    'REFUND',
    proveRefund(place, about, { value, blinding }, freshNonces()),
    orderId,
  );
}

/** Overpaid, carried, given back in part, billed by mistake and again, paid by one that was refused, deemed, taken and reversed. */
async function eventful(): Promise<PaidBill> {
  const bill = await deskWithBill('4.745');
  const { test, resident, portal, draft } = bill;
  const { invoiceId, total } = draft;
  take(bill, invoiceId, await pay(bill, invoiceId, total + 900n * AMOUNT_PER_MINOR));
  test.record(test.me, resident.address, 'CARRY', { invoiceId }, invoiceId);
  await giveBack(bill, 300n * AMOUNT_PER_MINOR);
  const parties = { provider: test.me.address, subscriber: resident.address };
  const wrong = await billAgain(bill, { period: 202611, terms: normTerms({ ...parties, norm: '9.1' }) });
  const early = await pay(bill, wrong.invoiceId, 1_000n * AMOUNT_PER_MINOR);
  test.record(
    portal,
    test.me.address,
    'PAYMENT_DEEMED',
    { invoiceId: wrong.invoiceId, paymentId: early },
    wrong.invoiceId,
  );
  const said = decodeData(
    'VOID',
    makeVoid(test.context, { invoiceId: wrong.invoiceId, reason: VOID_REASON.figures }).data,
  );
  test.record(test.me, resident.address, 'VOID', said, wrong.invoiceId);
  const right = await billAgain(bill, { period: 202611, series: 1, replaces: wrong.invoiceId });
  const refused = await pay(bill, right.invoiceId, 700n * AMOUNT_PER_MINOR);
  const refusing = { invoiceId: right.invoiceId, paymentId: refused, reason: 3, envelope: '0x' as const };
  test.record(test.me, resident.address, 'PAYMENT_REFUSED', refusing, right.invoiceId);
  const bounced = await pay(bill, right.invoiceId, 50n * AMOUNT_PER_MINOR);
  take(bill, right.invoiceId, bounced);
  const reversing = { invoiceId: right.invoiceId, paymentId: bounced, reason: 1 };
  test.record(portal, test.me.address, 'PAYMENT_REVERSED', reversing, right.invoiceId);
  return bill;
}

/** The same desk over another state. */
function over({ test }: PaidBill, fill: (state: State) => void): DecisionContext {
  const { context, me } = test;
  const state = emptyState(me.address, context.network);
  fill(state);
  return { ...context, state, decryptor: createDecryptor({ account: me, network: context.network, state }) };
}

describe('the account of a contract, by its ledger', () => {
  it('comes right through overpayment, carry, refund, void and reissue, refusal, deemed and reversed payments', async () => {
    const bill = await eventful();
    const { total } = bill.draft;
    const shown = await statement(bill);
    // 9.00 too much, 3.00 of it given back; 10.00 on the bill that was withdrawn; the second bill is as the first.
    expect(shown).to.include({ owed: formatAmount(total - 1_600n * AMOUNT_PER_MINOR), advance: '0.00' });
    expect(shown.bills.map(({ name, state }) => [name, state])).to.deep.equal([
      ['202610-0', 'carried'],
      ['202611-0', 'void'],
      ['202611-1', 'issued'],
    ]);
    const whole = bill.draft.content;
    expect(shown.bills[0]).to.include({ asked: formatAmount(BigInt(whole.total)), open: '0.00', overdueSince: null });
    expect(shown.payments.map(({ state, givenBack }) => [state, givenBack])).to.deep.equal([
      ['taken', '3.00'],
      ['deemed', '0.00'],
      ['refused', '0.00'],
      ['reversed', '0.00'],
    ]);
    expect(shown.payments[1]?.allocation.map((part) => [part.bill, part.amount])).to.deep.equal([
      ['202611-1', '10.00'],
    ]);
    expect(shown.refunds.map(({ amount, paidOn }) => [amount, paidOn === null])).to.deep.equal([['3.00', false]]);
    expect(shown.penalty).to.equal(null);
    expect(parseAmount(shown.overdue)).to.equal(parseAmount(shown.owed));
  });

  it('is the same byte for byte from a store, and from one that was built anew from block 0', async () => {
    const bill = await eventful();
    const { contractId } = bill.draft.content;
    const { blocks } = bill.test;
    const database = openDatabase(':memory:', migrationsIn(BILLER_MIGRATIONS));
    const cursor = { nextBlock: 100n, latestTimestamp: 0n };
    const contexts = [
      bill.test.context,
      over(bill, (state) => blocks.forEach((block) => applyBlock(state, block))),
      over(bill, (state) => openStore(database).append(state, blocks, cursor)),
      over(bill, (state) => openStore(database).load(state)),
    ];
    const told = await Promise.all(
      contexts.map(async (context) => JSON.stringify(await accountOfContract(context, contractId, { asOf: LATER }))),
    );
    expect(new Set(told).size).to.equal(1);
    expect(told[0]).to.have.length.above(1_000);
  });

  it('is given again as it was told at an earlier block, whatever came since', async () => {
    const bill = await deskWithBill('4.745');
    const { invoiceId } = bill.draft;
    const before = await statement(bill);
    const through = BigInt(before.facts.block);
    take(bill, invoiceId, await pay(bill, invoiceId, 500n * AMOUNT_PER_MINOR));
    expect(await statement(bill)).to.not.deep.equal(before);
    expect(JSON.stringify(await statement(bill, LATER, through))).to.equal(JSON.stringify(before));
    expect(await accountOfContract(bill.test.context, bill.draft.content.contractId, { through: 1n })).to.equal(
      undefined,
    );
  });

  it('is refused where something that counts cannot be read, and not where that was refused', async () => {
    const bill = await deskWithBill('4.745');
    const { invoiceId } = bill.draft;
    const paymentId = await payBill(bill, AMOUNT_PER_MINOR, 2n * AMOUNT_PER_MINOR);
    expect((await statement(bill)).payments).to.deep.include({
      ...{ id: paymentId, bill: '202610-0', paidOn: '1970-01-01', amount: null, state: 'recorded', allocation: [] },
      ...{ givenBack: '0.00', advance: '0.00' },
    });
    const through = bill.test.context.state.money.get(bill.draft.content.contractId)?.at(-1)?.block;
    take(bill, invoiceId, paymentId);
    expect(await refusal(() => statement(bill))).to.equal('ACCOUNT_NOT_OPENED');
    const taken = bill.test.context.state.money.get(bill.draft.content.contractId)?.at(-1)?.block;
    bill.test.record(bill.test.me, bill.resident.address, 'CARRY', { invoiceId }, invoiceId);
    expect(await refusal(() => statement(bill, LATER, taken))).to.equal('ACCOUNT_NOT_OPENED');
    expect((await statement(bill, LATER, through)).payments).to.have.length(1);
  });

  it('is refused where the ledger holds something else than what it comes to', async () => {
    const bill = await deskWithBill('4.745');
    const { contractId } = bill.draft.content;
    const { accounts } = bill.test.context.state.book;
    accounts.set(contractId, commit(1n, 0n));
    expect(await refusal(() => statement(bill))).to.equal('ACCOUNT_NOT_OPENED');
    accounts.delete(contractId);
    expect((await statement(bill)).owed).to.equal(formatAmount(bill.draft.total));
  });

  it('bears a penalty by the rates that were entered alone', async () => {
    const bill = await deskWithBill('4.745');
    const { context, facts } = bill.test;
    const asked = { asOf: localDate(bill.draft.invoiceData.dueDate + 200n * DAY, TIME_ZONE) };
    const borne = () => accountOfContract(context, bill.draft.content.contractId, asked);
    expect(await borne()).to.deep.include({ keyRates: [], penalty: null });
    enterKeyRate(facts);
    const { penalty, keyRates } = (await borne()) ?? {};
    expect(parseAmount(penalty ?? '0') > 0n).to.equal(true);
    expect(keyRates).to.deep.equal([{ from: '2020-01-01', percent: '16' }]);
  });
});
