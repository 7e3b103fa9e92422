import { expect } from 'chai';
import { paidOrders } from '../../../../app/server/payments/paid-orders.ts';
import { PGLITE } from '../support/databases.ts';

describe('orders that the bank has taken money for', () => {
  it('are late once no ledger shows them after a quarter of an hour, and those that nobody paid never are', async () => {
    await using database = await PGLITE.open();
    const { store } = database;
    const now = Math.floor(Date.now() / 1000);
    expect((await paidOrders(store)).waitsSeconds).to.equal(undefined);
    await store.portal
      .insertInto('accounts')
      .values({
        account_id: 'a',
        subject_index: 's',
        premise_index: 'p',
        subscriber_index: null,
        sealed: Buffer.from([1]),
        waits_for_attestation: false,
        created_at: now,
      })
      .execute();
    const order = {
      account_id: 'a',
      invoice_id: `0x${'11'.repeat(32)}`,
      amount: 10_000_000_000n,
      reference_salt: `0x${'22'.repeat(32)}`,
      redirect_url: null,
      payment_digest: null,
      failure: null,
      created_at: now - 5_000,
    } as const;
    await store.portal
      .insertInto('payment_orders')
      .values([
        { ...order, order_id: 'open', idempotency_key: '1', state: 'pending', bank_payment_id: 'b1', paid_at: null },
        {
          ...order,
          order_id: 'old',
          idempotency_key: '2',
          state: 'settled',
          bank_payment_id: 'b2',
          paid_at: BigInt(now - 901),
        },
        {
          ...order,
          order_id: 'new',
          idempotency_key: '3',
          state: 'settled',
          bank_payment_id: 'b3',
          paid_at: BigInt(now - 10),
        },
      ])
      .execute();
    const { waitsSeconds, atMostSeconds } = await paidOrders(store);
    expect(waitsSeconds).to.be.within(901, 960);
    expect(atMostSeconds).to.equal(900);
    await store.portal.updateTable('payment_orders').set({ state: 'failed' }).where('order_id', '=', 'old').execute();
    expect((await paidOrders(store)).waitsSeconds).to.be.within(10, 70);
  });
});
