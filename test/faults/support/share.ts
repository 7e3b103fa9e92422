const SHARE = Number(process.env['DOMLEDGER_FAULT_SHARE'] ?? '1');

/** So many of `whole` kills, at least one: all of them, or in a bounded sample the share that DOMLEDGER_FAULT_SHARE names. */
export function shareOf(whole: number): number {
  if (!(SHARE > 0 && SHARE <= 1)) throw new Error('DOMLEDGER_FAULT_SHARE is a number above 0 and at most 1');
  return Math.max(1, Math.round(whole * SHARE));
}
