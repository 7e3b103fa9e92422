import { expect } from 'chai';
import { advancePayments, placeOrder } from '../../../../app/server/payments/advance-payments.ts';
import type { PaymentTools } from '../../../../app/server/payments/advance-payments.ts';
import { findOrder, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { TransientError } from '../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import type { RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import { createCrashPoints } from '../support/crash-points.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { openPaymentPortal, type PaymentPortal } from '../support/payment-portal.ts';
import { startQuietBank } from '../support/quiet-bank.ts';

const BOTH = { askBank: true, canSpeak: true };

describe('a payment order that is refused', () => {
  let house: World;
  let bank: RunningSandboxBank;
  let database: TestDatabase;
  let portal: PaymentPortal;
  let anotherBill: () => Promise<Hex>;

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider', 'collector'] } });
    const { ledger } = house;
    const resident = newAccount();
    await ledger.enrol(resident, ROLE.subscriber);
    const contractId = await upkeepContract(ledger, resident);
    const bill = { subscriber: resident, contractId, amount: 9_000_000_000_000_000n };
    const { invoiceId } = await upkeepInvoice(ledger, bill);
    bank = await startQuietBank(ledger.folder);
    database = await PGLITE.open();
    const about = { ledger, resident, invoiceId, bankUrl: bank.url };
    portal = await openPaymentPortal(about, database, createCrashPoints());
    anotherBill = async () => {
      const other = await upkeepInvoice(ledger, { ...bill, period: 202602 });
      await portal.index();
      return other.invoiceId;
    };
  });
  after(async () => {
    await portal.stop();
    await database[Symbol.asyncDispose]();
    await bank[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  const now = (order: PaymentOrder): Promise<PaymentOrder | undefined> => findOrder(database.store, order.order_id);

  it('by nobody, since the bank is away, is as it was and is brought there again', async () => {
    const order = await portal.order('away');
    const away: PaymentTools['gateway'] = {
      ...portal.tools.gateway,
      create: () => Promise.reject(new TransientError('BANK_UNREACHABLE', 'The bank does not answer.')),
    };
    expect(await refusal(() => placeOrder({ ...portal.tools, gateway: away }, order))).to.equal('BANK_UNREACHABLE');
    expect(await now(order)).to.include({ state: 'initiated', failure: null, bank_payment_id: null });
    await placeOrder(portal.tools, order);
    expect(await now(order)).to.include({ state: 'pending', failure: null });
  });

  it('by the ledger says why, keeps the money as settled, and is recorded once the ledger takes it', async () => {
    const order = await portal.order('refused', undefined, await anotherBill());
    const { blocks } = portal.tools;
    // What a ledger refused is said again in its place; until it is, the newest word stands as refused.
    const refusing: PaymentTools['blocks'] = {
      ...blocks,
      find: async (purpose) => {
        const kept = await blocks.find(purpose);
        return kept === undefined ? undefined : { ...kept, state: 'refused', errorName: 'SenderSuspended' };
      },
    };
    await waitFor('it is refused', async () => {
      await advancePayments({ ...portal.tools, blocks: refusing }, BOTH);
      return (await now(order))?.failure === 'SenderSuspended';
    });
    expect(await now(order)).to.include({ state: 'settled', payment_digest: null });
    await waitFor('it is recorded', async () => {
      await portal.work();
      return (await now(order))?.state === 'recorded';
    });
    expect(await now(order)).to.include({ failure: null });
    expect(await portal.payments(order)).to.have.length(1);
  });
});
