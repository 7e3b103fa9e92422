import { randomBytes } from 'node:crypto';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Vault } from '../vault.ts';

/**
 * Names of payment orders, as UUIDs that tell nobody anything; with the portal's key they tell which bill an order is of. So what the bank has of an order says
 * enough to write it down again where the database is older than that.
 */
export type OrderNames = {
  make(invoiceId: Hex): string;
  /** The beginning of the id of the bill; of a name that was made elsewhere, the beginning of no bill's. */
  billOf(orderId: string): Hex;
  /** Salt of the reference under which the ledger has the order's payment. */
  saltOf(orderId: string): Hex;
};

/** Of a bill's id: 88 bits, which no two bills share. The other 40 tell its orders apart, less the six that every UUID has. */
const BILL = 11;
const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-(4[0-9a-f]{3})-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/;

export function createOrderNames(vault: Vault): OrderNames {
  return {
    make(invoiceId) {
      const bill = fromHex(invoiceId).subarray(0, BILL);
      // One of 64 has the form of a random UUID, which bank and pages ask for.
      for (;;) {
        const block = vault.permute('order', Buffer.concat([bill, randomBytes(16 - BILL)]));
        const name = Buffer.from(block)
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
        if (UUID.test(name)) return name;
      }
    },
    billOf(orderId) {
      const bytes = Buffer.from(orderId.replaceAll('-', ''), 'hex');
      return toHex(UUID.test(orderId) ? vault.permuteBack('order', bytes).subarray(0, BILL) : new Uint8Array(BILL));
    },
    saltOf: (orderId) => `0x${vault.index('payment reference', orderId)}`,
  };
}
