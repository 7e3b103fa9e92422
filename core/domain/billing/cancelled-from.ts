/** From when each party's cancellation is meant, unix seconds; undefined while it recorded none. */
export type ContractEnds = { supplier: bigint | undefined; consumer: bigint | undefined };

/**
 * The moment from which a contract no longer holds for its supplier, who bills: the later of the dates that both gave, else the one that the supplier gave
 * alone, which binds it. A consumer's one-sided cancellation waits for the supplier's.
 */
export function cancelledFrom({ supplier, consumer }: ContractEnds): bigint | undefined {
  if (supplier === undefined || consumer === undefined) return supplier;
  return supplier > consumer ? supplier : consumer;
}
