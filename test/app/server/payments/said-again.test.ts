import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import { refusingQueue, type RefusingQueue } from '../support/refusing-queue.ts';

type Order = { orderId: string; state: string; redirectUrl: string; paymentDigest: Hex | null };

/** How far a payment may be dated ahead of its block, `RoleLedger.CLOCK_TOLERANCE`, and how long it is refused for more. */
const [TOLERANCE, TOO_FAR] = [900, 20];

describe('a payment that the bank took, and the queue or the ledger refuses', function () {
  this.timeout(400_000);
  let house: World;
  let queue: RefusingQueue;
  let resident: SignedIn & { account: Account };
  let contractId: Hex;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    resident = await house.portal.resident('flat-5');
    contractId = await upkeepContract(house.ledger, resident.account);
    queue = await refusingQueue(house.ledger.url);
    await house.portal.restartApp({ queueUrl: [queue.url], bankInterval: 500 });
  });
  after(async () => {
    await queue[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  /** A bill of its own, and an order of a payment of it. */
  async function ordered(period: number): Promise<Order> {
    const bill = { subscriber: resident.account, contractId, amount: 900_000_000_000_000n, period };
    const { invoiceId } = await upkeepInvoice(house.ledger, bill);
    await waitFor('the bill is listed', async () =>
      JSON.stringify(await resident.get('/api/invoices')).includes(invoiceId),
    );
    return resident.post<Order>('/api/payments', { invoiceId, amount: '10000000000' });
  }
  const recorded = (orderId: string): Promise<Order> =>
    waitFor('the payment is on the ledger', async () => {
      const found = await resident.get<Order>(`/api/payments/${orderId}`);
      return found.state === 'recorded' && found;
    });
  const blockOf = (orderId: string) =>
    house.portal.app.store.portal
      .selectFrom('portal_blocks')
      .selectAll()
      .where('purpose', '=', `payment:${orderId}`)
      .executeTakeFirst();
  const saidOf = async () => {
    const rows = house.portal.app.store.readModel.selectFrom('internal_blocks').selectAll();
    const payments = await rows.where('kind', '=', KIND.PAYMENT).execute();
    return payments.map((row) => ({ ...row, paidAt: decodeData('PAYMENT', toHex(row.data)).paidAt }));
  };

  it('PROGRAMS 4: one unsigned 403 strands nothing: the same block is handed over again, and is on the ledger once', async () => {
    const order = await ordered(202601);
    queue.refuse(KIND.PAYMENT, 1);
    await resident.session.submit(order.redirectUrl, { choice: 'pay' });
    const { paymentDigest } = await recorded(order.orderId);
    expect(queue.refused).to.equal(1);
    const block = await waitFor('the portal has read of it', async () => {
      const found = await blockOf(order.orderId);
      return found?.state === 'recorded' && found;
    });
    expect(block).to.include({ digest: paymentDigest, attempts: 1 });
    const said = await saidOf();
    expect(said.map(({ digest }) => digest)).to.deep.equal([paymentDigest]);
  });

  it('what execution reverts is said again, until the ledger takes it', async () => {
    const order = await ordered(202602);
    // The bank's clock is further ahead than the ledger lets a payment be dated.
    const { timestamp } = await house.ledger.client.headInfo();
    const paidAt = Math.max(Number(timestamp), Math.floor(Date.now() / 1000)) + TOLERANCE + TOO_FAR;
    const books = new DatabaseSync(join(house.portal.bankSettings.dataDir, 'bank.sqlite'));
    books
      .prepare("update orders set state = 'succeeded', paid_at = ? where order_id = ?")
      .run(String(paidAt), order.orderId);
    books.close();
    const refused = await waitFor('the ledger refuses it', async () => {
      const block = await blockOf(order.orderId);
      return block?.state === 'refused' && block;
    });
    expect(refused.error_name).to.equal('PaidAtOutOfRange');
    expect(await resident.get<Order>(`/api/payments/${order.orderId}`)).to.include({ state: 'settled' });
    const { paymentDigest } = await recorded(order.orderId);
    expect((await blockOf(order.orderId))?.attempts).to.be.above(1);
    const said = (await saidOf()).filter((one) => one.paidAt === BigInt(paidAt));
    expect(said.map(({ digest }) => digest)).to.deep.equal([paymentDigest]);
  });
});
