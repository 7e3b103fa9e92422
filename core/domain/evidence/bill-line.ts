import { opens, type Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { obisToText } from '../ledger/ids.ts';
import { formatAmount } from '../billing/money.ts';
import type { LedgerEvidence } from '../resident/check/bill-evidence.ts';
import { readRecorded, type Recorded } from '../resident/recorded.ts';
import { checkLedgerProof, checkSealedHeader, verifySeal } from '../seal/light-client.ts';
import type { KeyedNetwork } from '../seal/seal-keys.ts';
import { unproved } from './unproved.ts';

export type Opening = { value: bigint; blinding: bigint };

/** What opens one line of a bill, and no other: both registers of a metered line, the amount of a declared one. */
export type LineOpening = { open: Opening; close: Opening } | { amount: bigint; blinding: bigint };

/**
 * What a resident hands to an expert about one line of a bill: the issuer's signed invoice, its place in a sealed block, and what opens that line. It holds no
 * key, and of the other lines what everybody sees: their commitments.
 */
export type BillLine = {
  invoice: Recorded;
  proof: Omit<LedgerEvidence, 'cosignatures'>;
  /** From 0 on: the metered lines, then the declared ones. */
  line: number;
  /** Left out where nothing opens, which is then what the file is about. */
  opening: LineOpening | undefined;
};

/**
 * What an invoice on the ledger asks for in one line, with nothing believed but the network. A metered line opens to two registers; its amount is their
 * difference times the public rate, as the ledger computed it.
 * @returns one sentence that says what is proved
 * @throws InputError EVIDENCE_INVALID, LINE_NOT_OPENED, and those of `readRecorded` and `checkLedgerProof`
 */
export function checkBillLine(network: KeyedNetwork, { invoice, proof, line, opening }: BillLine): string {
  const { contractLedger, billingLedger } = network.contracts;
  const issuer = invoice.signed.block.from;
  const ledgers = [contractLedger, billingLedger];
  const data = readRecorded({ network, recorded: invoice, kind: 'INVOICE', from: issuer, ledgers });
  verifySeal(network, proof.seal);
  checkSealedHeader(proof.seal, proof.header);
  checkLedgerProof({
    ...{ network, ...proof, cosignatures: [], policy: { witnesses: [], required: 0 } },
    ...{ ledger: invoice.signed.ledger, digest: invoice.digest, claim: { position: invoice.position } },
  });
  const name = `Line ${line + 1} of invoice ${invoice.digest} of ${issuer}, on the ledger in the state of block ${proof.seal.number},`;
  const metered = data.metered[line];
  if (metered !== undefined) {
    const what = `bills register ${obisToText(metered.obis)} of meter ${metered.meterId} between ${metered.openTime} and ${metered.closeTime}`;
    if (opening === undefined) throw unopened(name);
    if (!('open' in opening)) throw unproved('an amount opens no metered line');
    checkOpens(metered.open, opening.open, 'opening register');
    checkOpens(metered.close, opening.close, 'closing register');
    const used = opening.close.value - opening.open.value;
    return `${name} ${what}, from ${opening.open.value} to ${opening.close.value}: ${used} of its units.`;
  }
  const declared = data.declared[line - data.metered.length];
  if (declared === undefined) throw unproved(`the invoice has no line ${line + 1}`);
  if (opening === undefined) throw unopened(name);
  if (!('amount' in opening)) throw unproved('registers open no declared line');
  checkOpens(declared.commitment, { value: opening.amount, blinding: opening.blinding }, 'amount');
  return `${name} declares ${formatAmount(opening.amount)} ${network.currency} under label ${declared.label}.`;
}

/** The digest of the invoice and the seal in whose state it is shown: by these a log is the one that the file speaks of. */
export function placeOfLine({ invoice, proof }: BillLine): { digest: Hex; number: bigint } {
  return { digest: invoice.digest, number: proof.seal.number };
}

function checkOpens(point: Point, { value, blinding }: Opening, what: string): void {
  if (!opens(point, value, blinding))
    throw new InputError('LINE_NOT_OPENED', `The ${what} in the file does not open what the ledger holds.`);
}

function unopened(name: string): InputError {
  return new InputError('LINE_NOT_OPENED', `${name} is shown, but nothing in the file opens it.`);
}
