import { equalPoints, type Point } from '../../core/domain/crypto/commitment.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { toQuantity, type Hex } from '../../core/domain/bytes/hex.ts';
import { request, type Engine } from '../engine/engine.ts';
import { slotsOfAccount, slotsOfInvoice } from '../../core/domain/seal/invoice-proof.ts';

/** What the blocks of an invoice, or of a contract's account, come to. */
export type Held = { of: 'invoice' | 'account'; id: Hex; point: Point };
/** In which ledger, and the transaction that changed it last. */
export type Owed = Held & { ledger: Hex; at: number };

/** After a block, what the ledger holds as owed is what its blocks come to. @throws InputError BILL_TOTAL, ACCOUNT_TOTAL */
export async function checkStoredOutstanding(engine: Engine, owed: Owed, number: bigint): Promise<void> {
  const { ledger, of, id, point } = owed;
  const [x, y] = of === 'invoice' ? slotsOfInvoice(id) : slotsOfAccount(id);
  const block = toQuantity(number);
  const word = async (slot: Hex): Promise<bigint> =>
    BigInt(String(await request(engine, 'eth_getStorageAt', [ledger, slot, block])));
  if (equalPoints(point, { x: await word(x), y: await word(y) })) return;
  if (of === 'invoice')
    throw new InputError('BILL_TOTAL', `The ledger holds another outstanding of ${id} than its blocks come to.`);
  throw new InputError('ACCOUNT_TOTAL', `The ledger holds another account of contract ${id} than its blocks come to.`);
}
