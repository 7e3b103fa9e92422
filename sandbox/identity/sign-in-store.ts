import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

export const IDENTITY_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** Where the OpenID provider keeps sessions, codes, grants and tokens. */
export function openSignInStore(database: DatabaseSync, nowMs: () => number): AdapterFactory {
  const put = database.prepare(
    'insert or replace into things (kind, id, uid, grant_id, payload, expires_ms) values (?, ?, ?, ?, ?, ?)',
  );
  const byId = database.prepare(
    'select payload from things where kind = ? and id = ? and (expires_ms is null or expires_ms > ?)',
  );
  const byUid = database.prepare(
    'select payload from things where kind = ? and uid = ? and (expires_ms is null or expires_ms > ?)',
  );
  const consume = database.prepare(
    "update things set payload = json_set(payload, '$.consumed', ?) where kind = ? and id = ?",
  );
  const remove = database.prepare('delete from things where kind = ? and id = ?');
  const revoke = database.prepare('delete from things where grant_id = ?');
  const forget = database.prepare('delete from things where expires_ms <= ?');

  return (kind): Adapter => ({
    async upsert(id, payload, expiresIn) {
      forget.run(nowMs());
      const expires = expiresIn === undefined ? null : nowMs() + expiresIn * 1000;
      put.run(kind, id, payload.uid ?? null, payload.grantId ?? null, JSON.stringify(payload), expires);
    },
    find: async (id) => parsed(byId.get(kind, id, nowMs())),
    findByUid: async (uid) => parsed(byUid.get(kind, uid, nowMs())),
    findByUserCode: async () => undefined,
    async consume(id) {
      consume.run(Math.floor(nowMs() / 1000), kind, id);
    },
    async destroy(id) {
      remove.run(kind, id);
    },
    async revokeByGrantId(grantId) {
      revoke.run(grantId);
    },
  });
}

function parsed(row: Record<string, unknown> | undefined): AdapterPayload | undefined {
  if (row === undefined) return undefined;
  return JSON.parse(String(row['payload'])) as AdapterPayload;
}
