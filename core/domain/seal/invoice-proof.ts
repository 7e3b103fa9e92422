import { equalPoints, subtractPoints, sumPoints, type Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { mappingSlot, readAccountProof, readStorageProof } from './trie-proof.ts';
import type { StorageProof } from './light-client.ts';

/** Where `Payables` keeps its invoices (docs/formats.md §2). */
const INVOICES = 4n;
const X = 4n;

/** The two slots of an invoice's outstanding commitment: x and y. */
export function slotsOfInvoice(invoiceId: Hex): [x: Hex, y: Hex] {
  const base = bytesToBigint(fromHex(mappingSlot(invoiceId, INVOICES)));
  const slot = (offset: bigint): Hex => toHex(uintBytes(BigInt.asUintN(256, base + offset), 32));
  return [slot(X), slot(X + 1n)];
}

/**
 * Checks that what the ledger still holds as outstanding of an invoice is its total less exactly the payments shown: so neither a rate nor a payment
 * was shown to us otherwise than the ledger counted.
 * @param stateRoot of a sealed header
 * @param total C_total, recomputed
 * @param payments commitments of the payments shown
 * @throws InputError PROOF_BROKEN, LEDGER_ABSENT, BALANCE_DIFFERS
 */
export function checkOutstanding(args: {
  stateRoot: Hex;
  ledger: Hex;
  invoiceId: Hex;
  accountProof: readonly Hex[];
  storageProofs: readonly StorageProof[];
  total: Point;
  payments: readonly Point[];
}): void {
  const { ledger, invoiceId } = args;
  const account = readAccountProof({ stateRoot: args.stateRoot, address: ledger, proof: args.accountProof });
  if (account === undefined) throw new InputError('LEDGER_ABSENT', `There is no contract at ${ledger}.`);
  const word = (slot: Hex | undefined): bigint => {
    const entry = args.storageProofs.find(({ key }) => toHex(fromHex(key)) === slot);
    if (slot === undefined || entry === undefined) {
      throw new InputError('PROOF_BROKEN', `The Merkle proof is broken: none for the outstanding of ${invoiceId}.`);
    }
    return readStorageProof({ storageRoot: account.storageRoot, slot, proof: entry.proof });
  };
  const [x, y] = slotsOfInvoice(invoiceId);
  const outstanding = { x: word(x), y: word(y) };
  if (!equalPoints(outstanding, subtractPoints(args.total, sumPoints([...args.payments])))) {
    throw new InputError(
      'BALANCE_DIFFERS',
      'What the ledger holds as unpaid is not the total of this bill less the payments shown with it.',
    );
  }
}
