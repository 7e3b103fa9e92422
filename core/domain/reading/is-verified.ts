const DAY = 86_400n;

/**
 * Whether a frame of this time is taken of a meter that is verified until then: to the end of that UTC day, which is as fine as the ledger keeps it.
 * @param time unix seconds, as `verifiedUntil`
 */
export function isVerified(time: bigint, verifiedUntil: bigint): boolean {
  return time / DAY <= verifiedUntil / DAY;
}
