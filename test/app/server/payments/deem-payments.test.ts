import { expect } from 'chai';
import { applyPage, nextBlock } from '../../../../app/server/indexer/apply-page.ts';
import { deemPayments } from '../../../../app/server/payments/deem-payments.ts';
import { createPortalBlocks, type PortalBlocks } from '../../../../app/server/statements/portal-blocks.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { type Hex } from '../../../../core/domain/bytes/hex.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { paymentData } from '../../../support/payment-data.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { runOutbox } from '../support/run-outbox.ts';

const DAY = 86_400;

describe('payments that nobody answers', () => {
  const stack = new AsyncDisposableStack();
  const subscriber = newAccount();
  let house: World;
  let database: TestDatabase;
  let blocks: PortalBlocks;
  let portalDaysAhead = 0;
  const portalNow = (): number => Math.floor(Date.now() / 1000) + portalDaysAhead * DAY;

  before(async () => {
    house = stack.use(await world({ ledger: { active: ['company', 'portal'] } }));
    const { ledger } = house;
    database = stack.use(await PGLITE.open());
    const outbox = runOutbox(stack, ledger);
    const { store } = database;
    const { portal: account, network } = ledger;
    // What it signs is dated by the ledger's clock; its own only decides what is overdue.
    blocks = createPortalBlocks({ store, outbox, account, network, nowSeconds: () => Number(nowSeconds()) });
    await ledger.enrol(subscriber, ROLE.subscriber);
  });
  after(() => stack.disposeAsync());

  async function recordPayment(): Promise<{ invoiceId: Hex; paymentId: Hex; opening: bigint }> {
    const { ledger } = house;
    const contractId = await upkeepContract(ledger, subscriber);
    const { invoiceId, blinding } = await upkeepInvoice(ledger, { subscriber, contractId, amount: 5_000_000n });
    const data = paymentData({
      ledger: ledger.network.contracts.contractLedger,
      networkHash: domainOf(ledger.network).networkHash,
      invoiceId,
      amount: 5_000_000n,
      blinding: 7n,
      paymentReference: contractId,
      paidAt: nowSeconds() - 60n,
      payer: subscriber.address,
    });
    const paymentId = await ledger.say({
      from: ledger.portal,
      ledger: 'contractLedger',
      to: subscriber.address,
      kind: KIND.PAYMENT,
      subject: invoiceId,
      data: encodeData('PAYMENT', data),
    });
    return { invoiceId, paymentId, opening: blinding - 7n };
  }
  /** One round of the portal's work. */
  async function work(): Promise<void> {
    const { client } = house.ledger;
    const { readModel } = database.store;
    await blocks.relay();
    for await (const page of readPages(client, await nextBlock(readModel), await client.head()))
      await applyPage({ readModel, network: client.network, page });
    await deemPayments({ store: database.store, blocks, nowSeconds: portalNow });
  }

  it('are said to be taken once their time is over, and let be where the issuer answers after all', async () => {
    const { ledger } = house;
    const { invoiceId, paymentId, opening } = await recordPayment();
    const purpose = `deem:${paymentId}`;
    await work();
    expect(await blocks.find(purpose)).to.equal(undefined);

    portalDaysAhead = 10;
    await waitFor('the ledger refuses what its own clock does not bear out', async () => {
      await work();
      return (await blocks.find(purpose))?.state === 'refused';
    });
    expect((await blocks.find(purpose))?.errorName).to.equal('AnswerNotOverdue');

    await ledger.say({
      from: ledger.company,
      ledger: 'contractLedger',
      to: subscriber.address,
      kind: KIND.RECEIPT,
      subject: invoiceId,
      data: encodeData('RECEIPT', { invoiceId, paymentId, settles: true, opening, envelope: '0x' }),
    });
    await work();
    expect(await blocks.find(purpose)).to.equal(undefined);
  });
});
