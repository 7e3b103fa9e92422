/**
 * Whether a party may withdraw an unsigned contract, by the ledger's rule: what it alone offered or signed, until the other party has signed.
 * @param contract as that party sees it
 */
export function mayWithdraw(contract: {
  offeredByOwn: boolean;
  signedByOwn: boolean;
  signedByOther: boolean;
  withdrawn: boolean;
}): boolean {
  return !contract.withdrawn && !contract.signedByOther && (contract.offeredByOwn || contract.signedByOwn);
}
