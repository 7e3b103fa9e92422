import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { biller, invoiceData, sign } from './billing.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { publicClient, type House, type LedgerName } from './house.ts';
import { sendFrames } from './metering.ts';
import { gateway, metered } from './metered-house.ts';

export const INVOICE_STATE = { none: 0, issued: 1, settled: 2, carried: 3, void: 4 } as const;
export const PAYMENT_STATE = { none: 0, recorded: 1, refused: 2, taken: 3, deemed: 4, reversed: 5 } as const;

/** A payment as its ledger tells it. */
export async function paymentOf(house: House, paymentId: Hex) {
  const { billingLedger } = house.contracts;
  return await publicClient.readContract({ ...billingLedger, functionName: 'payment', args: [paymentId] });
}

/** The account of a contract. */
export async function accountOf(house: House, contractId: Hex) {
  const { billingLedger } = house.contracts;
  return await publicClient.readContract({ ...billingLedger, functionName: 'account', args: [contractId] });
}

/** An invoice as its ledger tells it. */
export async function invoiceOf(house: House, invoiceId: Hex, ledger: LedgerName = 'billingLedger') {
  const contract = house.contracts[ledger === 'billingLedger' ? 'billingLedger' : 'contractLedger'];
  return await publicClient.readContract({
    address: contract.address,
    abi: house.contracts.billingLedger.abi,
    functionName: 'invoice',
    args: [invoiceId],
  });
}

/** Electricity has a contract with the subscriber; the register was read at its start and at two closes of a period. */
export async function billable() {
  const house = await metered();
  const contractId = await sign(house, house.electricity, house.subscriber, [house.meterId]);
  const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
  const frames = {
    first: house.register.read(1000n),
    middle: house.register.read(1500n),
    close: house.register.read(1700n, { flags: FLAG.periodClose }),
    nextClose: house.register.read(1900n, { flags: FLAG.periodClose }),
  };
  await sendFrames(house, gateway, Object.values(frames));
  return { ...house, contractId, bill, frames };
}

/** As above, with an invoice over one upkeep line. */
export async function billed() {
  const house = await billable();
  const data = invoiceData(house.contractId);
  await house.bill.issue(data);
  return { ...house, invoiceId: house.bill.idFor(data) };
}
