import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { createCrashPoints } from '../../app/server/support/crash-points.ts';
import { PGLITE } from '../../app/server/support/databases.ts';
import { startMoneyHouse } from '../../app/server/support/money-house.ts';
import { playSequences } from '../../app/server/support/money-sequences.ts';
import { openPaymentPortal } from '../../app/server/support/payment-portal.ts';
import { refusingQueue } from '../../app/server/support/refusing-queue.ts';
import { rollDice } from '../chain/support/seed.ts';
import { shareOf } from '../support/share.ts';

const SEQUENCES = 1_000;

describe('money that payers, bank, issuer and queue do what they like with', function () {
  this.timeout(1_800_000);

  it(`is the same at the bank, in the orders, on the ledger and in receipts after ${shareOf(SEQUENCES)} sequences`, async () => {
    await using house = await startMoneyHouse();
    await using database = await PGLITE.open();
    await using queue = await refusingQueue(house.ledger.url);
    const client = await connectChain({ url: house.ledger.url, queueUrl: queue.url });
    const crash = createCrashPoints();
    const place = { ledger: { ...house.ledger, client }, resident: house.resident, bankUrl: house.bank.url };
    const portal = await openPaymentPortal({ ...place, invoiceId: await house.bill() }, database, crash);
    const dice = rollDice('money');
    const { happened, end } = await playSequences({ house, database, portal, crash, queue, dice }, shareOf(SEQUENCES));
    console.log(
      `      ${[...happened].map(([what, times]) => `${what} ${times}`).join(', ')}, refused ${queue.refused}`,
    );
    expect(end.differences).to.deep.equal([]);
    expect(new Set([end.sums.bank, end.sums.orders, end.sums.ledger, end.sums.receipts]).size).to.equal(1);
    await portal.stop();
  });
});
