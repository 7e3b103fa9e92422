import { billingLedgerAbi } from '../generated/BillingLedger.ts';
import { isZero, known, lower } from './zero-values.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { Point } from '../../domain/crypto/commitment.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { InvoiceRecord, PaymentRecord } from '../contract-records.ts';

/** The two ledgers of payables. */
export type PayablesName = 'contractLedger' | 'billingLedger';

/** Both have these functions alike. */
const payablesAbi = billingLedgerAbi;

/** Invoices and payments of either ledger of payables. */
export type PayableReads = {
  invoice(ledger: PayablesName, invoiceId: Hex): Promise<InvoiceRecord | undefined>;
  payment(ledger: PayablesName, paymentId: Hex): Promise<PaymentRecord | undefined>;
  paymentOfReference(ledger: PayablesName, reference: Hex): Promise<Hex | undefined>;
  /** What is owed by a contract beside its open invoices; infinity while nothing is. */
  account(ledger: PayablesName, contractId: Hex): Promise<Point>;
  /** Up to which sequence a channel is billed; 0 when it never was. */
  billedThrough(ledger: PayablesName, channel: Hex): Promise<bigint>;
};

export function payableReads(client: PublicClient, network: Network): PayableReads {
  return {
    invoice: (ledger, invoiceId) =>
      withTransientFaults(async () => {
        const address = network.contracts[ledger];
        const found = await client.readContract({
          address,
          abi: payablesAbi,
          functionName: 'invoice',
          args: [invoiceId],
        });
        return found.state === 0
          ? undefined
          : { ...found, issuer: lower(found.issuer), subscriber: lower(found.subscriber) };
      }),
    payment: (ledger, paymentId) =>
      withTransientFaults(async () => {
        const address = network.contracts[ledger];
        const found = await client.readContract({
          address,
          abi: payablesAbi,
          functionName: 'payment',
          args: [paymentId],
        });
        return isZero(found.invoiceId) ? undefined : found;
      }),
    paymentOfReference: (ledger, reference) =>
      withTransientFaults(async () => {
        const address = network.contracts[ledger];
        return known(
          await client.readContract({
            address,
            abi: payablesAbi,
            functionName: 'paymentOfReference',
            args: [reference],
          }),
        );
      }),
    account: (ledger, contractId) =>
      withTransientFaults(() =>
        client.readContract({
          address: network.contracts[ledger],
          abi: payablesAbi,
          functionName: 'account',
          args: [contractId],
        }),
      ),
    billedThrough: (ledger, channel) =>
      withTransientFaults(() =>
        client.readContract({
          address: network.contracts[ledger],
          abi: payablesAbi,
          functionName: 'billedThrough',
          args: [channel],
        }),
      ),
  };
}
