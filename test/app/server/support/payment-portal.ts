import { join } from 'node:path';
import { createAccounts } from '../../../../app/server/accounts/accounts.ts';
import { applyPage, nextBlock } from '../../../../app/server/indexer/apply-page.ts';
import { advancePayments, type PaymentTools } from '../../../../app/server/payments/advance-payments.ts';
import { advanceRefunds } from '../../../../app/server/payments/advance-refunds.ts';
import { httpBank } from '../../../../app/server/payments/http-bank.ts';
import { createOrderNames } from '../../../../app/server/payments/order-names.ts';
import { keepOrder } from '../../../../app/server/payments/keep-order.ts';
import { lookAtTold } from '../../../../app/server/payments/mismatches/look-at-told.ts';
import { createRefusedNotes } from '../../../../app/server/payments/mismatches/note-refused.ts';
import { returnMoney } from '../../../../app/server/payments/mismatches/return-money.ts';
import type { PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { reversePayments } from '../../../../app/server/payments/reverse-payments.ts';
import { createPortalBlocks } from '../../../../app/server/statements/portal-blocks.ts';
import { openVault } from '../../../../app/server/vault.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { openOutbox } from '../../../../core/chain/outbox.ts';
import { fromHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { saltedHash } from '../../../../core/domain/ledger/ids.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';
import type { CrashPoints } from './crash-points.ts';
import type { TestDatabase } from './databases.ts';

const PERSON = { issuer: 'i', subject: 's', displayName: 'n', premises: [] };
const PREMISE = { premise: 'p', address: 'a', personalAccount: '1' };
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export type PaymentPortal = {
  tools: PaymentTools;
  /** By whoever has seen all payments, of the one bill or another. */
  order(idempotencyKey?: string, amount?: bigint, bill?: Hex): Promise<PaymentOrder>;
  /** What the portal does by itself about money, once, and reads what came of it. */
  work(): Promise<void>;
  /** Reads what the ledgers have. */
  index(): Promise<void>;
  payments(order: PaymentOrder): Promise<Hex[]>;
  stop(): Promise<void>;
};

/** The portal's payment half with a place to die at every query, every call of the bank and every hand-over to the outbox. */
export async function openPaymentPortal(
  place: { ledger: Ledger; resident: Account; invoiceId: Hex; bankUrl: string },
  database: TestDatabase,
  crash: CrashPoints,
): Promise<PaymentPortal> {
  const { ledger, resident, invoiceId, bankUrl } = place;
  const { network } = ledger.client;
  const vault = openVault(join(ledger.folder, 'accounts.key'));
  const accounts = createAccounts({ store: database.store, vault, nowSeconds });
  const names = createOrderNames(vault);
  const account = await accounts.link({
    identity: PERSON,
    premise: PREMISE,
    subscriber: resident.address,
    enrolDigest: '0x00',
  });
  const log = createLog('test', 'silent');
  const sqlite = openDatabase(join(ledger.folder, `outbox-${Math.random()}.sqlite`), []);
  const outbox = openOutbox({ database: sqlite, client: ledger.client, log });
  const stop = new AbortController();
  const delivering = outbox.run(stop.signal);
  const store = { ...database.store, portal: crash.queries(database.store.portal) };
  const blocks = createPortalBlocks({
    store,
    outbox: { ...outbox, put: (signed, tag) => crash.aroundSync(() => outbox.put(signed, tag)) },
    account: ledger.portal,
    network,
    nowSeconds,
  });
  const real = httpBank({ url: bankUrl, keys: `${bankUrl}/jwks.json`, audience: 'a', nowSeconds });
  const gateway = {
    ...real,
    create: (order: Parameters<typeof real.create>[0]) => crash.around(() => real.create(order)),
    fetch: (id: string) => crash.around(() => real.fetch(id)),
    refund: (wish: Parameters<typeof real.refund>[0]) => crash.around(() => real.refund(wish)),
    fetchRefund: (id: string) => crash.around(() => real.fetchRefund(id)),
  };
  const tools: PaymentTools = {
    store,
    gateway,
    blocks,
    names,
    accountOf: accounts.idOf,
    network,
    account: ledger.portal,
    publicUrl: 'http://portal.test',
    nowSeconds,
    log,
  };
  const index = async (): Promise<void> => {
    const { readModel } = database.store;
    for await (const page of readPages(ledger.client, await nextBlock(readModel), await ledger.client.head())) {
      await applyPage({ readModel, network, page });
    }
  };
  await index();
  const noteRefused = createRefusedNotes(tools);
  return {
    tools,
    index,
    async order(idempotencyKey, amount = 10_000_000_000n, bill = invoiceId) {
      const wish = {
        store,
        names,
        accountId: account.accountId,
        invoiceId: bill,
        amount,
        paymentsSeen: 1_000_000,
        idempotencyKey,
        nowSeconds: nowSeconds(),
      };
      return (await keepOrder(wish)).order;
    },
    async work() {
      await blocks.relay();
      await advancePayments(tools, { askBank: true, canSpeak: true });
      await lookAtTold(tools);
      await returnMoney(tools);
      await reversePayments(tools, { askBank: true, canSpeak: true });
      await noteRefused();
      await advanceRefunds(tools, { askBank: true });
      await index();
    },
    async payments(order) {
      const reference = saltedHash(fromHex(order.reference_salt), order.order_id);
      const found = await database.store.readModel
        .selectFrom('payments')
        .select('payment_id')
        .where('payment_reference', '=', reference)
        .execute();
      return found.map((row) => row.payment_id);
    },
    async stop() {
      stop.abort();
      await delivering;
      sqlite.close();
    },
  };
}
