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
/** In a house of their own, since everything is compared behind each of them. */
const IN_A_HOUSE = 50;

describe('money that payers, bank, issuer and queue do what they like with', function () {
  this.timeout(1_800_000);

  it(`is the same at the bank, in the orders, on the ledger and in receipts after ${shareOf(SEQUENCES)} sequences`, async () => {
    const dice = rollDice('money');
    const all = new Map<string, number>();
    for (let left = shareOf(SEQUENCES); left > 0; left -= IN_A_HOUSE) {
      const happened = await playInAHouse(dice, Math.min(left, IN_A_HOUSE));
      for (const [what, times] of happened) all.set(what, (all.get(what) ?? 0) + times);
    }
    console.log(`      ${[...all].map(([what, times]) => `${what} ${times}`).join(', ')}`);
    for (const what of ['died', 'second browser', 'webhook lost', 'webhook doubled', 'queue refused'])
      expect(all.get(what), what).to.be.above(0);
  });
});

async function playInAHouse(dice: ReturnType<typeof rollDice>, sequences: number): Promise<Map<string, number>> {
  await using house = await startMoneyHouse();
  await using database = await PGLITE.open();
  await using queue = await refusingQueue(house.ledger.url);
  const client = await connectChain({ url: house.ledger.url, queueUrl: queue.url });
  const crash = createCrashPoints();
  const place = { ledger: { ...house.ledger, client }, resident: house.resident, bankUrl: house.bank.url };
  const portal = await openPaymentPortal({ ...place, invoiceId: await house.bill() }, database, crash);
  const { happened, end } = await playSequences({ house, database, portal, crash, queue, dice }, sequences);
  expect(end.differences).to.deep.equal([]);
  expect(new Set([end.sums.bank, end.sums.orders, end.sums.ledger, end.sums.receipts]).size).to.equal(1);
  await portal.stop();
  return new Map([...happened, ['queue refused', queue.refused]]);
}
