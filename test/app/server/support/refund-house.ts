import { findOrder, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { canonicalJson } from '../../../../core/domain/bytes/canonical-json.ts';
import { utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import type { RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import { contextOf } from '../../../support/context-of.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import type { TestDatabase } from './databases.ts';
import type { PaymentPortal } from './payment-portal.ts';
import { startQuietBank } from './quiet-bank.ts';

/** Ledgers with one large bill of upkeep, and a bank: what is paid of the bill can be ordered to be given back. */
export type RefundHouse = AsyncDisposable & {
  ledger: World['ledger'];
  resident: Account;
  contractId: Hex;
  invoiceId: Hex;
  bank: RunningSandboxBank;
  /** What the issuer orders to be given back; `sealed` is what it tells the portal. */
  order(amount: bigint, sealed?: bigint, readers?: Account[], contract?: Hex): Promise<Hex>;
};

export async function startRefundHouse(): Promise<RefundHouse> {
  await using opened = new AsyncDisposableStack();
  const { ledger } = opened.use(await world({ ledger: { active: ['company', 'portal', 'provider', 'collector'] } }));
  const resident = newAccount();
  await ledger.enrol(resident, ROLE.subscriber);
  const contractId = await upkeepContract(ledger, resident);
  const bill = { subscriber: resident, contractId, amount: 9_000_000_000_000_000n };
  const { invoiceId } = await upkeepInvoice(ledger, bill);
  const bank = opened.use(await startQuietBank(ledger.folder));
  const running = opened.move();
  return {
    ...{ ledger, resident, contractId, invoiceId, bank },
    async order(amount, sealed = amount, readers, contract = contractId) {
      const { company, portal, client, say } = ledger;
      const context = contextOf(client.network, company, 'REFUND_ORDER', { subject: contract });
      const content = utf8(canonicalJson({ amount: String(sealed), blinding: '77' }));
      const envelope = await sealEnvelope({ content, addressees: readers ?? [portal, resident], context });
      const data = encodeData('REFUND_ORDER', { contractId: contract, commitment: commit(amount, 77n), envelope });
      const place = { ledger: 'contractLedger', to: resident.address, subject: contract } as const;
      return say({ from: company, ...place, kind: KIND.REFUND_ORDER, data });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Pays, works until the payment is recorded, and tells how the portal has it. */
export async function paid(database: TestDatabase, portal: PaymentPortal, amount: bigint): Promise<PaymentOrder> {
  const { order_id: id } = await portal.order(`key-${Math.random()}`, amount);
  return waitFor('the payment is recorded', async () => {
    await portal.work();
    const found = await findOrder(database.store, id);
    return found?.state === 'recorded' && found;
  });
}

export function refundOf(database: TestDatabase, orderId: Hex) {
  return database.store.portal.selectFrom('refunds').selectAll().where('order_id', '=', orderId).executeTakeFirst();
}

/** Until a duty of the portal has come to its end. */
export async function ended(database: TestDatabase, portal: PaymentPortal, orderId: Hex) {
  return waitFor('the refund has ended', async () => {
    await portal.work();
    const found = await refundOf(database, orderId);
    return (found?.state === 'recorded' || found?.state === 'failed') && found;
  });
}
