import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { makeCluster } from '../../../app/server/database/make-cluster.ts';
import { migrate } from '../../../app/server/database/migrate.ts';
import { openStore } from '../../../app/server/database/open-store.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { migrationsIn } from '../../../core/runtime/sqlite.ts';
import { waitFor } from '../../support/wait-for.ts';
import { databaseKinds } from './support/databases.ts';
import { freshPglite } from './support/pglite-template.ts';
import { dumpSchema } from './support/dump-schema.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DUMP = join(ROOT, 'app', 'server', 'database', 'schema.txt');
const row = (hash: string): { token_hash: string; sealed: Uint8Array; created_at: number; expires_at: bigint } => ({
  token_hash: hash,
  sealed: Uint8Array.of(0, 1, 255),
  created_at: 5,
  expires_at: 9_007_199_254_740_993n,
});

describe('the portal’s database', () => {
  it('refuses a folder that another process has open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'domledger-db-'));
    await freshPglite(join(folder, 'database'));
    await using _store = await openStore({ folder: join(folder, 'database'), url: undefined });
    const second = await openStore({ folder: join(folder, 'database'), url: undefined }).catch(
      (error: unknown) => error,
    );
    expect(second).to.be.instanceOf(InputError).with.property('code', 'DATABASE_TAKEN');
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes its files aside by a process of its own, and holds little of them in memory', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'domledger-db-'));
    const folder = join(parent, 'database');
    // What a process left that fell while it made them.
    mkdirSync(`${folder}.new`);
    writeFileSync(join(`${folder}.new`, 'PG_VERSION'), '17');
    const store = await openStore({ folder, url: undefined });
    const { rows } = await sql<{ shared_buffers: string }>`show shared_buffers`.execute(store.portal);
    expect(rows).to.deep.equal([{ shared_buffers: '4MB' }]);
    expect([existsSync(folder), existsSync(`${folder}.new`)]).to.deep.equal([true, false]);
    await store[Symbol.asyncDispose]();
    rmSync(parent, { recursive: true, force: true });
  });

  it('says why its files cannot be made', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'domledger-db-'));
    const folder = join(parent, 'database');
    const program = join(parent, 'full.mjs');
    writeFileSync(program, 'console.error("no room for it"); process.exit(7)');
    const failed: unknown = await makeCluster(folder, program).catch((error: unknown) => error);
    expect(failed instanceof Error && failed.message).to.match(/\(7\): no room for it/);
    expect(existsSync(folder)).to.equal(false);
    rmSync(parent, { recursive: true, force: true });
  });

  it('keeps what was committed before kill -9', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'domledger-db-'));
    await freshPglite(join(folder, 'database'));
    const script = `
      import { openStore } from ${JSON.stringify(join(ROOT, 'app/server/database/open-store.ts'))};
      const store = await openStore({ folder: ${JSON.stringify(join(folder, 'database'))}, url: undefined });
      for (let n = 0; ; n++) {
        await store.portal.insertInto('sessions').values({ token_hash: String(n), sealed: new Uint8Array(3), created_at: 1, expires_at: 1 }).execute();
        console.log(n);
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let last = -1;
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        last = Number(text.trim().split('\n').at(-1));
        if (last >= 40) resolve();
      });
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await using store = await openStore({ folder: join(folder, 'database'), url: undefined });
    const { count } = await store.portal
      .selectFrom('sessions')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).to.be.at.least(last + 1);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const kind of databaseKinds()) {
    describe(`on ${kind.name}`, () => {
      it('refuses a database of a later version', async () => {
        await using database = await kind.open();
        await database.store.script('update portal.schema_version set version = 99');
        const again = await database.reopen().catch((error: unknown) => error);
        expect(again).to.be.instanceOf(InputError).with.property('code', 'DATABASE_NEWER');
        // Opened once more to be disposed of.
        Object.assign(database, { store: { [Symbol.asyncDispose]: async () => undefined } });
      });

      const onServer = kind.name === 'PostgreSQL' ? it : () => undefined;
      onServer('goes on where a connection breaks that is in use', async () => {
        await using database = await kind.open();
        const { portal } = database.store;
        const pidOf = async (on: typeof portal): Promise<number> =>
          (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(on)).rows[0]?.pid ?? 0;
        const broken = portal.transaction().execute(async (transaction) => {
          const pid = await pidOf(transaction);
          await sql`select pg_terminate_backend(${pid})`.execute(portal);
          await waitFor('the connection is gone', async () => {
            const { rows } = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(portal);
            return rows.length === 0;
          });
          await pidOf(transaction);
        });
        expect(await broken.catch((error: unknown) => error)).to.be.instanceOf(Error);
        expect(await pidOf(portal)).to.be.greaterThan(0);
      });

      it('refuses amounts that are not whole minor units, and takes an order before its account', async () => {
        await using database = await kind.open();
        const order = {
          order_id: 'o',
          account_id: 'nobody',
          invoice_id: '0x00',
          amount: 10_000_000_001n,
          idempotency_key: 'k',
          reference_salt: '0x00',
          state: 'initiated',
          bank_payment_id: null,
          redirect_url: null,
          paid_at: null,
          payment_digest: null,
          failure: null,
          created_at: 1,
        } as const;
        const insert = (values: typeof order | (Omit<typeof order, 'amount'> & { amount: bigint })): Promise<unknown> =>
          database.store.portal
            .insertInto('payment_orders')
            .values(values)
            .execute()
            .catch((error: unknown) => error);
        expect(String(await insert(order))).to.match(/check constraint/);
        // Bank and ledger may tell of it before its account is attached again.
        expect(await insert({ ...order, amount: 10_000_000_000n })).to.not.be.instanceOf(Error);
      });

      it('takes all of a transaction or nothing, and goes on afterwards', async () => {
        await using database = await kind.open();
        const { portal } = database.store;
        const failed = await portal
          .transaction()
          .execute(async (transaction) => {
            await transaction.insertInto('sessions').values(row('a')).execute();
            throw new Error('stop');
          })
          .catch((error: unknown) => String(error));
        expect(failed).to.equal('Error: stop');
        expect(await portal.selectFrom('sessions').selectAll().execute()).to.deep.equal([]);
      });

      it('keeps other queries out of a transaction that is open', async () => {
        await using database = await kind.open();
        const { portal } = database.store;
        const slow = portal.transaction().execute(async (transaction) => {
          await transaction.insertInto('sessions').values(row('a')).execute();
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error('stop');
        });
        const other = portal.insertInto('sessions').values(row('b')).execute();
        await Promise.allSettled([slow, other]);
        const found = await portal.selectFrom('sessions').select('token_hash').execute();
        expect(found).to.deep.equal([{ token_hash: 'b' }]);
      });

      it('gives 64-bit integers as exact text and bytes as bytes, after reopening too', async () => {
        await using database = await kind.open();
        await database.store.portal.insertInto('sessions').values(row('a')).execute();
        await database.reopen();
        const found = await database.store.portal.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
        expect(found.expires_at).to.equal('9007199254740993');
        expect([...found.sealed]).to.deep.equal([0, 1, 255]);
      });

      it('names the revocations that a database of version 13 only had a word for, each by its own block', async () => {
        await using database = await kind.open();
        const { store } = database;
        const schema = 'of_version_13';
        const before = migrationsIn(join(ROOT, 'app/server/database/migrations/read-model')).slice(0, 13);
        await store.script(
          `create schema ${schema}; create table ${schema}.schema_version (one_row boolean primary key default true, version integer not null)`,
        );
        for (const text of before) await store.script(`select set_config('search_path', '${schema}', true);\n${text}`);
        const [lost, kept, gone] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(32));
        const { DEVICE_REGISTER, DEVICE_REVOKE } = KIND;
        const blocks = [
          [1, DEVICE_REGISTER, 'meters', lost],
          [2, DEVICE_REVOKE, 'meters', gone],
          [3, DEVICE_REVOKE, 'readingLedger', lost],
          [4, DEVICE_REVOKE, 'meters', lost],
        ];
        const [hash, address] = [`0x${'00'.repeat(32)}`, `0x${'00'.repeat(20)}`];
        const digestOf = (number: unknown): string => `0x${String(number).padStart(64, '0')}`;
        const inserts = blocks.map(
          ([number, kindOf, ledger, device]) => `insert into internal_blocks
            (block_number, log_index, digest, ledger, ledger_name, position, head, block_time, transaction_hash, sender, recipient,
             signed_time, kind, subject, data_hash, signature, data, replaces)
            values (${number}, 0, '${digestOf(number)}', '${address}', '${ledger}', ${number}, '${hash}', 1, '${hash}', '${address}', '${address}',
             1, ${kindOf}, '${hash}', '${hash}', '0x${'00'.repeat(65)}', '\\x${device}', '${hash}')`,
        );
        const devices = [lost, kept, gone].map(
          (device) =>
            `insert into devices (device_id, algorithm, x, y, trust_class, revoked) values ('0x${device}', 1, '${hash}', '${hash}', 2, ${device !== kept})`,
        );
        const script = [...inserts, ...devices, 'insert into schema_version (version) values (13)'].join(';\n');
        await store.script(`select set_config('search_path', '${schema}', true);\n${script}`);
        await migrate(store, 'read-model', schema);
        const found = await store.readModelIn(schema).selectFrom('devices').selectAll().orderBy('device_id').execute();
        expect(found.map(({ device_id, revocation }) => [device_id, revocation])).to.deep.equal([
          [`0x${lost}`, digestOf(4)],
          [`0x${kept}`, null],
          [`0x${gone}`, digestOf(2)],
        ]);
        expect(found[0]).to.not.have.property('revoked');
      });

      it('makes the schema that is committed', async () => {
        await using database = await kind.open();
        const dump = await dumpSchema(database.store);
        if (process.env['SCHEMA_DUMP'] === 'write') writeFileSync(DUMP, dump);
        expect(dump).to.equal(readFileSync(DUMP, 'utf8'));
      });
    });
  }
});
