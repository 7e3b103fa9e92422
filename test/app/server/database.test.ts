import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStore } from '../../../app/server/database/open-store.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
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

      it('refuses amounts that are not whole minor units, and orders without an account', async () => {
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
        expect(String(await insert({ ...order, amount: 10_000_000_000n }))).to.match(/foreign key/);
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

      it('makes the schema that is committed', async () => {
        await using database = await kind.open();
        const dump = await dumpSchema(database.store);
        if (process.env['SCHEMA_DUMP'] === 'write') writeFileSync(DUMP, dump);
        expect(dump).to.equal(readFileSync(DUMP, 'utf8'));
      });
    });
  }
});
