import { readFileSync } from 'node:fs';
import pg from 'pg';
import { refuseNewerSchema } from '../../../app/server/database/migrate.ts';
import { PORTAL, READ_MODEL } from '../../../app/server/database/open-store.ts';
import { oidcIdentity } from '../../../app/server/identity/oidc-identity.ts';
import { loadBankKeys } from '../../../app/server/payments/http-bank.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { ANSWER_MS } from './answer-ms.ts';
import { askBroker } from './ask-broker.ts';
import { fault, refusedBy, type Finding, type FindingCode } from './findings.ts';
import { behind, listenersOf } from './listeners.ts';
import type { Examined, Machine } from './read-machine.ts';

/** What 14 and later have, and databases of older ones have not. */
const POSTGRES_LEAST = 140_000;

type Portal = Extract<Examined, { program: 'app' }>;
type Asking = { machine: Machine; running: ReadonlySet<Examined>; env: Readonly<Record<string, string | undefined>> };

/** Database, broker, bank and identity portal. Who is away counts while anything of the machine runs, and is a note otherwise. */
export async function checkOutside({ machine, running, env }: Asking): Promise<Finding[]> {
  const found = await Promise.all(
    machine.programs.flatMap((one): Promise<Finding[]>[] => {
      if (one.program === 'app') return [checkIdentity(one), checkBank(one), checkDatabase(one, env)];
      if (one.program === 'gateway' || one.program === 'oracle') return [checkBroker(one, machine)];
      return [];
    }),
  );
  const isAway = ({ code }: Finding): boolean => AWAY.has(code);
  return found.flat().map((one) => (running.size === 0 && isAway(one) ? { ...one, grade: 'note' } : one));
}

const AWAY: ReadonlySet<FindingCode> = new Set([
  'IDENTITY_UNREACHABLE',
  'BANK_UNREACHABLE',
  'DATABASE_UNREACHABLE',
  'BROKER_SILENT',
]);

async function checkIdentity({ settings }: Portal): Promise<Finding[]> {
  const { issuerUrl: issuer, clientId, clientSecretFile } = settings;
  return refusedBy(issuer, async () => {
    const clientSecret = clientSecretFile === undefined ? undefined : readFileSync(clientSecretFile, 'utf8').trim();
    await inTime('IDENTITY_UNREACHABLE', oidcIdentity({ issuer, clientId, clientSecret }).begin(issuer));
  });
}

async function checkBank({ settings }: Portal): Promise<Finding[]> {
  const keys = settings.bankKeys ?? `${settings.bankUrl}/jwks.json`;
  return refusedBy(keys, () => inTime('BANK_UNREACHABLE', loadBankKeys(keys)));
}

async function checkDatabase({ settings }: Portal, env: Asking['env']): Promise<Finding[]> {
  const url = settings.databaseUrl ?? env['DATABASE_URL'];
  if (url === undefined) return [];
  const where = URL.canParse(url) ? new URL(url).host : 'databaseUrl';
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number }>(
      "select current_setting('server_version_num')::int as number",
    );
    const version = rows[0]?.number ?? 0;
    if (version < POSTGRES_LEAST)
      return [fault('DATABASE_OLD', where, `PostgreSQL has version ${Math.floor(version / 10_000)}.`)];
    const newer = await Promise.all(
      (
        [
          ['read-model', READ_MODEL],
          ['portal', PORTAL],
        ] as const
      ).map(async ([area, schema]) => {
        const kept = await versionOf(client, schema);
        return refusedBy(where, () => refuseNewerSchema(area, schema, kept));
      }),
    );
    return newer.flat();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [fault('DATABASE_UNREACHABLE', where, `PostgreSQL does not take the portal: ${reason}`)];
  } finally {
    // One that hangs is not waited for.
    client.end().catch(() => undefined);
  }
}

async function versionOf(client: pg.Client, schema: string): Promise<number> {
  const { rows } = await client.query<{ there: string | null }>(
    `select to_regclass('${schema}.schema_version') as there`,
  );
  if (rows[0]?.there == null) return 0;
  const found = await client.query<{ version: number }>(`select version from ${schema}.schema_version`);
  return found.rows[0]?.version ?? 0;
}

async function checkBroker(
  one: Extract<Examined, { program: 'gateway' | 'oracle' }>,
  machine: Machine,
): Promise<Finding[]> {
  const { mqttUrl } = one.settings;
  // The embedded one is a port of the own collector.
  if (mqttUrl === undefined || behind(machine.programs.flatMap(listenersOf), mqttUrl) !== undefined) return [];
  return askBroker(one, mqttUrl);
}

async function inTime<T>(code: FindingCode, work: Promise<T>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TransientError(code, `There is no answer within ${ANSWER_MS / 1000} s.`)),
      ANSWER_MS,
    );
  });
  work.catch(() => undefined);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
