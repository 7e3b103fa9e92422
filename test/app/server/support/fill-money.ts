import { proveRefund } from '../../../../core/domain/billing/payables/prove-payment.ts';
import { toHex, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { encodeData, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../../core/domain/ledger/fact-table.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { SealedKind } from '../../../../core/domain/sealed/carried-envelope.ts';
import { freshNonces } from '../../../support/payment-data.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';
import { upkeepInvoice } from '../../../support/world/upkeep.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

type Tools = {
  subscriber: Account;
  contractId: Hex;
  paid: (invoiceId: Hex, amount: bigint, blinding: bigint, name: string) => Promise<BlockData['PAYMENT']>;
  sealed: (from: Account, kind: SealedKind, subject: Hex) => Promise<Hex>;
};

/** Every other way that payments and bills can end, but the one that takes three working days: a refused and a reversed payment, CARRY, VOID, a refund. */
export async function fillMoney(
  ledger: Pick<Ledger, 'say' | 'client' | 'company' | 'portal'>,
  { subscriber, contractId, paid, sealed }: Tools,
): Promise<void> {
  const { company, portal, client } = ledger;
  const say = <K extends DataKind>(
    from: Account,
    to: Account,
    kind: K,
    subject: Hex,
    data: BlockData[K],
  ): Promise<Hex> =>
    ledger.say({
      from,
      ledger: 'contractLedger',
      to: to.address,
      kind: KIND[kind],
      subject,
      data: encodeData(kind, data),
    });
  const bill = (period: number) => upkeepInvoice(ledger, { subscriber, contractId, amount: 9_000n, period });

  const carried = await bill(202609);
  const { invoiceId } = carried;
  const refused = await say(portal, subscriber, 'PAYMENT', invoiceId, await paid(invoiceId, 4n, 3n, 'refused'));
  const envelope = await sealed(company, 'PAYMENT_REFUSED', invoiceId);
  const refusal = { invoiceId, paymentId: refused, reason: 3, envelope };
  await say(company, subscriber, 'PAYMENT_REFUSED', invoiceId, refusal);
  await say(portal, subscriber, 'PAYMENT_REVERSED', invoiceId, { invoiceId, paymentId: refused, reason: 2 });
  await say(company, subscriber, 'CARRY', invoiceId, { invoiceId });

  const voided = await bill(202608);
  await say(company, subscriber, 'VOID', voided.invoiceId, {
    invoiceId: voided.invoiceId,
    lines: commit(9_000n, voided.blinding),
    ranges: [],
    reason: 1,
  });

  const order = { value: 500n, blinding: 21n };
  const orderId = await say(company, subscriber, 'REFUND_ORDER', contractId, {
    contractId,
    commitment: commit(order.value, order.blinding),
    envelope: await sealed(company, 'REFUND_ORDER', contractId),
  });
  const place = { networkHash: domainOf(client.network).networkHash, ledger: client.network.contracts.contractLedger };
  const paymentReference = toHex(keccak_256(utf8('refund')));
  const said = { orderId, paymentReference, paidAt: nowSeconds() - 60n };
  await say(portal, subscriber, 'REFUND', orderId, proveRefund(place, said, order, freshNonces()));
}
