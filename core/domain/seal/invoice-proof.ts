import { equalPoints, type Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { mappingSlot, readAccountProof, readStorageProof } from './trie-proof.ts';
import type { StorageProof } from './light-client.ts';

/** Where `Payables` keeps its invoices (docs/formats.md §2). */
const INVOICES = 4n;
const X = 4n;
/** Where it keeps the account of each contract. */
const ACCOUNTS = 7n;

/** The two slots of an invoice's outstanding commitment: x and y. */
export function slotsOfInvoice(invoiceId: Hex): [x: Hex, y: Hex] {
  return slotsAt(invoiceId, INVOICES, X);
}

/** The two slots of a contract's account: x and y. */
export function slotsOfAccount(contractId: Hex): [x: Hex, y: Hex] {
  return slotsAt(contractId, ACCOUNTS, 0n);
}

function slotsAt(key: Hex, mapping: bigint, offset: bigint): [x: Hex, y: Hex] {
  const base = bytesToBigint(fromHex(mappingSlot(key, mapping))) + offset;
  const slot = (at: bigint): Hex => toHex(uintBytes(BigInt.asUintN(256, at), 32));
  return [slot(base), slot(base + 1n)];
}

/**
 * Checks that what the ledger holds as outstanding of an invoice is what its total and all that is shown of it come to: so neither a rate, nor a payment, nor
 * an answer to one was shown to us otherwise than the ledger counted.
 * @param stateRoot of a sealed header
 * @param outstanding recomputed from the blocks that are shown
 * @throws InputError PROOF_BROKEN, LEDGER_ABSENT, BALANCE_DIFFERS
 */
export function checkOutstanding(args: {
  stateRoot: Hex;
  ledger: Hex;
  invoiceId: Hex;
  accountProof: readonly Hex[];
  storageProofs: readonly StorageProof[];
  outstanding: Point;
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
  if (!equalPoints({ x: word(x), y: word(y) }, args.outstanding)) {
    throw new InputError(
      'BALANCE_DIFFERS',
      'What the ledger holds as unpaid is not what this bill and the payments and answers shown with it come to.',
    );
  }
}
