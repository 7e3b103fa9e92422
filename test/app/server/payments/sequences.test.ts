import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { connectChain } from '../../../../core/chain/chain-client.ts';
import { diceFrom } from '../../../faults/chain/support/seed.ts';
import { createCrashPoints } from '../support/crash-points.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { startMoneyHouse, type MoneyHouse } from '../support/money-house.ts';
import { compare, playSequences, type Place } from '../support/money-sequences.ts';
import { openPaymentPortal } from '../support/payment-portal.ts';
import { refusingQueue, type RefusingQueue } from '../support/refusing-queue.ts';

/** A sample of what `test/faults/house/money.test.ts` plays a thousand of. */
const SAMPLE = 24;
const SEED = 17;

describe('bank = orders = ledger = receipts', function () {
  this.timeout(400_000);
  let house: MoneyHouse;
  let database: TestDatabase;
  let queue: RefusingQueue;
  let place: Place;

  before(async () => {
    house = await startMoneyHouse();
    database = await PGLITE.open();
    queue = await refusingQueue(house.ledger.url);
    const client = await connectChain({ url: house.ledger.url, queueUrl: queue.url });
    const crash = createCrashPoints();
    const ledger = { ...house.ledger, client };
    const at = { ledger, resident: house.resident, invoiceId: await house.bill(), bankUrl: house.bank.url };
    const portal = await openPaymentPortal(at, database, crash);
    place = { house, database, portal, crash, queue, dice: diceFrom(SEED) };
  });
  after(async () => {
    await place.portal.stop();
    await queue[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  it('to the kopeck, whatever payers, bank, issuer and queue do, and wherever the portal dies', async () => {
    const { happened, end } = await playSequences(place, SAMPLE);
    expect(end.differences).to.deep.equal([]);
    expect(new Set([end.sums.bank, end.sums.orders, end.sums.ledger, end.sums.receipts]).size).to.equal(1);
    expect(end.sums.bank > 0n).to.equal(true);
    for (const what of ['died', 'second browser', 'webhook lost', 'webhook doubled', 'RECEIPT', 'pays', 'pays half'])
      expect(happened.get(what), what).to.be.above(0);
    expect(queue.refused).to.be.above(0);
  });

  it('names what is planted in the bank’s register, the portal’s orders or the ledgers’ read model, by its order', async () => {
    const { store } = database;
    const recorded = await store.portal
      .selectFrom('payment_orders')
      .selectAll()
      .where('state', '=', 'recorded')
      .where('reversal', 'is', null)
      .where(
        'order_id',
        'not in',
        store.portal.selectFrom('mismatches').select('order_id').where('state', '<>', 'counted'),
      )
      .execute();
    expect(recorded.length).to.be.above(5);
    const [one, two, three, four, five, six] = recorded;
    if (!one || !two || !three || !four || !five || !six) return expect.fail();
    const books = new DatabaseSync(join(house.ledger.folder, 'bank', 'bank.sqlite'));
    books.prepare('update orders set amount = amount + 1 where order_id = ?').run(one.order_id);
    books.prepare('delete from orders where order_id = ?').run(two.order_id);
    books.prepare("update orders set order_id = 'nobody' where order_id = ?").run(three.order_id);
    books.close();
    await store.portal
      .updateTable('payment_orders')
      .set({ amount: BigInt(four.amount) * 2n })
      .where('order_id', '=', four.order_id)
      .execute();
    await store.readModel.deleteFrom('receipts').where('payment_id', '=', five.payment_digest).execute();
    await store.readModel
      .updateTable('payments')
      .set({ payment_reference: `0x${'ab'.repeat(32)}` })
      .where('payment_id', '=', six.payment_digest ?? '0x')
      .execute();

    const { differences, addsUp } = await compare(place);
    const found = differences.map(({ code, orderId }) => `${code} ${orderId ?? 'nobody'}`).toSorted();
    expect(found).to.deep.equal(
      [
        `ORDER_AMOUNT_DIFFERS ${one.order_id}`,
        `ORDER_NOT_AT_BANK ${two.order_id}`,
        'BANK_ORDER_UNKNOWN nobody',
        ...[`ORDER_AMOUNT_DIFFERS ${four.order_id}`, `LEDGER_AMOUNT_DIFFERS ${four.order_id}`],
        `RECEIPT_MISSING ${five.order_id}`,
        ...[`LEDGER_LACKS_PAYMENT ${six.order_id}`, 'LEDGER_PAYMENT_UNKNOWN nobody'],
      ].toSorted(),
    );
    expect(addsUp).to.equal(false);
  });
});
