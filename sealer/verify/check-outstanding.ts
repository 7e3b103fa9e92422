import { equalPoints, type Point } from '../../core/domain/crypto/commitment.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { toQuantity, type Hex } from '../../core/domain/bytes/hex.ts';
import { request, type Engine } from '../engine/engine.ts';
import { slotsOfInvoice } from '../../core/domain/seal/invoice-proof.ts';

/** What the blocks of an invoice come to, and the transaction that changed it last. */
export type Owed = { ledger: Hex; invoiceId: Hex; outstanding: Point; at: number };

/** After a block, an invoice's outstanding in the ledger is the one that its blocks come to. @throws InputError BILL_TOTAL */
export async function checkStoredOutstanding(engine: Engine, owed: Owed, number: bigint): Promise<void> {
  const { ledger, invoiceId, outstanding } = owed;
  const [x, y] = slotsOfInvoice(invoiceId);
  const block = toQuantity(number);
  const word = async (slot: Hex): Promise<bigint> =>
    BigInt(String(await request(engine, 'eth_getStorageAt', [ledger, slot, block])));
  if (!equalPoints(outstanding, { x: await word(x), y: await word(y) })) {
    throw new InputError('BILL_TOTAL', `The ledger holds another outstanding of ${invoiceId} than its blocks come to.`);
  }
}
