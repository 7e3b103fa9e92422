import { DatabaseSync } from 'node:sqlite';
import { integerOf, textOf } from '../../sqlite-rows.ts';
import { landingOf } from './store-rows.ts';
import { GATEWAY_SQL } from './store-sql.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Landing } from './store-rows.ts';

type GatewayReader = Disposable & {
  landing(reference: string): Landing | undefined;
  /** The newest reading of a register, unix seconds and mantissa; undefined also behind a loss, when what is here may be older than the ledger. */
  newest(channel: Hex): { time: bigint; value: bigint } | undefined;
};

/** The agent's database for somebody beside it, who may only look. */
export function openGatewayReader(file: string): GatewayReader {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 5000');
  const look = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      // The agent has only just begun to make its tables.
      if (error instanceof Error && /no such table/.test(error.message)) return undefined;
      throw error;
    }
  };
  return {
    landing: (reference) =>
      look(() =>
        landingOf(
          {
            landing: database.prepare(GATEWAY_SQL.landing),
            landingFrames: database.prepare(GATEWAY_SQL.landingFrames),
          },
          reference,
        ),
      ),
    newest: (channel) =>
      look(() => {
        const row = database.prepare(GATEWAY_SQL.channel).get(channel);
        if (row === undefined || database.prepare(GATEWAY_SQL.breakOf).get(channel) !== undefined) return undefined;
        return { time: BigInt(integerOf(row['last_time'])), value: BigInt(textOf(row['last_value'])) };
      }),
    [Symbol.dispose]: () => database.close(),
  };
}
