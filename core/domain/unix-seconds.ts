/** Whole unix seconds of a time in milliseconds since 1970, as ledgers and formats date: this machine's clock where none is given. */
export function unixSeconds(ms: number = Date.now()): bigint {
  return BigInt(Math.floor(ms / 1000));
}
