import { DatabaseSync } from 'node:sqlite';
import { landingOf } from './store-rows.ts';
import { GATEWAY_SQL } from './store-sql.ts';
import type { Landing } from './store-rows.ts';

/** The agent's database for somebody beside it, who may only look. */
export function openGatewayReader(file: string): Disposable & { landing(reference: string): Landing | undefined } {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 5000');
  return {
    landing(reference) {
      try {
        return landingOf(
          {
            landing: database.prepare(GATEWAY_SQL.landing),
            landingFrames: database.prepare(GATEWAY_SQL.landingFrames),
          },
          reference,
        );
      } catch (error) {
        // The agent has only just begun to make its tables.
        if (error instanceof Error && /no such table/.test(error.message)) return undefined;
        throw error;
      }
    },
    [Symbol.dispose]: () => database.close(),
  };
}
