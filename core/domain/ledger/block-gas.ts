/** Most gas one transaction may ask for since Osaka (EIP-7825): 2^24. */
export const TRANSACTION_GAS_CAP = 16_777_216n;

const CALL_GAS = 800_000n;
const GAS_A_BYTE = 400n;

/**
 * Gas that a ledger call with this much calldata is carried with, docs/formats.md §7: with less the company has not carried it. It is generous, since what
 * is not used is given back, but bounded by the size, since a call that fails may burn it all.
 * The first frame of a channel costs 32,000 gas in 100 bytes, a later one 9,200, an invoice line under 120,000 in 420, and a copy of 16 meters 1,200,000
 * in 3,100.
 */
export function gasFor(calldataBytes: number): bigint {
  const gas = CALL_GAS + GAS_A_BYTE * BigInt(calldataBytes);
  return gas < TRANSACTION_GAS_CAP ? gas : TRANSACTION_GAS_CAP;
}
