import { benchCollector } from './bench-collector.ts';
import { benchDecoding } from './bench-decoding.ts';
import { benchVerification } from './bench-verification.ts';

/** The batches of the long backlog: a million frames. */
const LONG_BACKLOG = 5_000;

/**
 * The whole path of readings but the gateway's own work: decoding, verification, MQTT to the durable inbox, MQTT to the sealed block.
 * @param options backlog: a backlog of 1,000,000 frames instead of 50,000, which takes a quarter of an hour
 */
export async function benchOracle(options: { backlog?: boolean } = {}): Promise<Record<string, number>> {
  return {
    ...benchDecoding(),
    ...benchVerification(),
    ...(await benchCollector(options.backlog === true ? LONG_BACKLOG : undefined)),
  };
}
