import { ROLE, KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { sealText } from '../../../../core/domain/crypto/envelope.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import { findOrder, type PaymentOrder } from '../../../../app/server/payments/payment-orders.ts';
import { contextOf } from '../../../support/context-of.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world } from '../../../support/world.ts';
import { newAccount } from '../../../support/world/actors.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import type { TestDatabase } from './databases.ts';
import type { PaymentPortal } from './payment-portal.ts';
import { startQuietBank } from './quiet-bank.ts';

/** Ledgers with one resident, a bank that waits for its payers, and an issuer who answers when told to. */
export type MoneyHouse = AsyncDisposable & {
  ledger: Ledger;
  resident: Account;
  bank: RunningSandboxBank;
  /** Another bill, of another month. */
  bill(): Promise<Hex>;
  /** The issuer's receipt, or its refusal, of a payment. */
  answer(payment: { invoiceId: Hex; paymentId: Hex }, kind?: 'RECEIPT' | 'PAYMENT_REFUSED'): Promise<void>;
};

export async function startMoneyHouse(): Promise<MoneyHouse> {
  await using opened = new AsyncDisposableStack();
  const { ledger } = opened.use(await world({ ledger: { active: ['company', 'portal', 'provider', 'collector'] } }));
  const resident = newAccount();
  await ledger.enrol(resident, ROLE.subscriber);
  const bank = opened.use(await startQuietBank(ledger.folder, 'page'));
  let [bills, contractId]: [number, Hex | undefined] = [0, undefined];
  const running = opened.move();
  return {
    ...{ ledger, resident, bank },
    async bill() {
      // A contract has as many bills as there are months.
      contractId = bills % 120 === 0 ? await upkeepContract(ledger, resident) : contractId;
      const at = bills++ % 120;
      const period = 201_601 + 100 * Math.floor(at / 12) + (at % 12);
      const bill = { subscriber: resident, contractId: contractId ?? '0x', amount: 9_000_000_000_000_000n, period };
      return (await upkeepInvoice(ledger, bill)).invoiceId;
    },
    async answer({ invoiceId, paymentId }, kind = 'RECEIPT') {
      const { company, client, say } = ledger;
      const context = contextOf(client.network, company, kind, { subject: invoiceId, ledger: 'contractLedger' });
      const envelope = await sealText('{}', [company, resident], context);
      const data =
        kind === 'RECEIPT'
          ? encodeData(kind, { invoiceId, paymentId, settles: false, opening: 0n, envelope })
          : encodeData(kind, { invoiceId, paymentId, reason: 1, envelope });
      const place = { ledger: 'contractLedger', to: resident.address, subject: invoiceId } as const;
      await say({ from: company, ...place, kind: KIND[kind], data });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Works until an order is in this state. */
export function until(
  { database, portal }: { database: TestDatabase; portal: PaymentPortal },
  orderId: string,
  state: PaymentOrder['state'],
): Promise<PaymentOrder> {
  return waitFor(`the order is ${state}`, async () => {
    await portal.work();
    const found = await findOrder(database.store, orderId);
    return found?.state === state && found;
  });
}
