import {
  appendFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import pg from 'pg';
import { openStore } from '../../../../app/server/database/open-store.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import { DATA_LAYOUT } from '../../../../core/runtime/start/data-folder.ts';
import { backup, type Backed, type BackupOptions } from '../../../../scripts/commands/backup/backup.ts';
import { homeFiles } from '../../../../scripts/commands/backup/home-files.ts';
import { startPostgresTool } from '../../../../scripts/commands/backup/postgres-tool.ts';
import { restore, type Restored, type RestoreOptions } from '../../../../scripts/commands/backup/restore.ts';
import { initCollector } from '../../../../scripts/commands/init/init-collector.ts';
import { initPortal } from '../../../../scripts/commands/init/init-portal.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { refusal } from '../../../support/refusal.ts';

const COMMON = { host: '127.0.0.1', sealer: 'http://127.0.0.1:14700' };
const KEYS = ['hand-over/house-1/token', 'oracle/keystore.json', 'oracle/keystore.password', 'tokens/house-1.token'];
const URL_NAME = 'TEST_DATABASE_URL';

/** Options as a command line gives them: what is left out is not there. */
type Given<T> = { [name in keyof T]: T[name] | undefined };
function given<T extends object>(options: Given<T>): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

describe('domledger backup and restore', () => {
  const folder = tempFolder();
  const at = (path: string): string => join(folder.path, path);
  const [home, passphraseFile] = [at('collection'), at('passphrase')];
  let inbox: DatabaseSync;
  const save = (over: Partial<Given<BackupOptions>> = {}): Promise<Backed> =>
    backup(given({ home, to: at('backup'), passphraseFile, json: true, ...over }));
  const bring = (over: Partial<Given<RestoreOptions>> = {}): Promise<Restored> =>
    restore(given({ from: at('backup'), home: at('new/home'), passphraseFile, json: true, ...over }));

  before(async () => {
    writeFileSync(passphraseFile, 'nobody guesses this one\n');
    const replica = 'http://127.0.0.1:14720';
    await initCollector({ ...COMMON, dir: home, port: '14730', name: 'Meters', gateway: ['house-1'], replica });
    inbox = openDatabase(join(home, 'oracle/inbox.sqlite'), ['create table kept (id integer primary key, text text)']);
    inbox.exec("insert into kept values (1, 'committed')");
    // As while its program runs: a transaction is open, and what was committed stands in the WAL.
    inbox.exec("begin immediate; insert into kept values (2, 'not yet')");
    for (const name of ['lock.db', 'index.db', 'x.tmp']) writeFileSync(join(home, 'oracle', name), 'x');
    mkdirSync(join(home, 'logs'));
    writeFileSync(join(home, 'logs/oracle.log'), 'x');
    writeFileSync(join(home, 'oracle/empty'), '', { mode: 0o640 });
  });
  after(() => {
    inbox.close();
    folder[Symbol.dispose]();
  });
  afterEach(() => {
    for (const name of ['backup', 'new', 'damaged']) rmSync(at(name), { recursive: true, force: true });
  });

  it('refuse to say nothing of the keys, a place that is taken or inside, a folder of nobody, and a short passphrase', async () => {
    expect(await refusal(() => backup({ home, to: at('backup') }))).to.equal('BACKUP_KEYS');
    expect(await refusal(() => save({ withoutKeys: true }))).to.equal('BACKUP_KEYS');
    expect(await refusal(() => save({ to: folder.path }))).to.equal('BACKUP_PLACE');
    expect(await refusal(() => save({ to: join(home, 'oracle/backup') }))).to.equal('BACKUP_PLACE');
    expect(await refusal(() => save({ home: folder.path }))).to.equal('SITE_MISSING');
    writeFileSync(at('short'), 'guessable\n');
    expect(await refusal(() => save({ passphraseFile: at('short') }))).to.equal('PASSPHRASE_SHORT');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('backup'))).to.deep.equal([]);
  });

  it('bring every file back as it was, what was committed and nothing else, with units for the new place; nothing is readable between', async () => {
    const told = await save();
    expect(told.leftOut).to.deep.equal([]);
    const sealed = globSync(`${at('backup')}/**/*`).filter((file) => statSync(file).isFile());
    expect(sealed).to.have.length(told.files + 1);
    for (const key of KEYS) {
      const secret = readFileSync(join(home, key)).subarray(0, 24);
      for (const file of sealed) expect(readFileSync(file).includes(secret), `${key} in ${file}`).to.equal(false);
    }
    await bring();
    const skipped = ['inbox.sqlite', 'inbox.sqlite-wal', 'inbox.sqlite-shm', 'lock.db', 'index.db', 'x.tmp'];
    for (const path of globSync('**/*', { cwd: home })) {
      const file = join(home, path);
      if (statSync(file).isDirectory() || path.startsWith('systemd') || path.startsWith('logs')) continue;
      if (skipped.some((name) => path.endsWith(name))) continue;
      const back = join(at('new/home'), path);
      expect(readFileSync(back).equals(readFileSync(file)), path).to.equal(true);
      expect(statSync(back).mode, path).to.equal(statSync(file).mode);
    }
    for (const name of ['lock.db', 'index.db', 'x.tmp'])
      expect(existsSync(join(at('new/home/oracle'), name)), name).to.equal(false);
    expect(existsSync(at('new/home/logs'))).to.equal(false);
    const [unit = ''] = globSync(`${at('new/home')}/systemd/*`);
    expect(readFileSync(unit, 'utf8')).to.include(`"${at('new/home')}/oracle/settings.json"`);
    using back = new DatabaseSync(at('new/home/oracle/inbox.sqlite'));
    expect(back.prepare('select text from kept').all()).to.deep.equal([{ text: 'committed' }]);
    expect(await refusal(() => bring())).to.equal('RESTORE_FOLDER_TAKEN');
  });

  it('leave out all keys where they are told to, and name each', async () => {
    const told = await save({ passphraseFile: undefined, withoutKeys: true });
    expect(told.leftOut.toSorted()).to.deep.equal([...KEYS, 'oracle/empty'].toSorted());
    const files = globSync(`${at('backup')}/files/**/*`, { withFileTypes: true });
    expect(files.map(({ name }) => name)).to.include.members(['site.json', 'card.json', 'inbox.sqlite']);
    expect(files.filter(({ name }) => /token|keystore|password/.test(name) && name !== 'tokens')).to.deep.equal([]);
    const restored = await bring({ passphraseFile: undefined });
    expect(restored.leftOut).to.deep.equal(told.leftOut);
  });

  it('refuse a backup that is damaged, in part, changed, or of another version, and make nothing then', async () => {
    await save();
    const damaged = async (
      harm: (folder: string) => void,
      over: Partial<Given<RestoreOptions>> = {},
    ): Promise<string> => {
      rmSync(at('damaged'), { recursive: true, force: true });
      cpSync(at('backup'), at('damaged'), { recursive: true });
      harm(at('damaged'));
      const code = await refusal(() => bring({ from: at('damaged'), ...over }));
      expect(existsSync(at('new'))).to.equal(false);
      return code;
    };
    const edit = (change: (text: string) => string) => (folder: string) => {
      const file = join(folder, 'manifest.json');
      writeFileSync(file, change(readFileSync(file, 'utf8')));
    };
    const file = 'files/oracle/inbox.sqlite';
    expect(await damaged((folder) => rmSync(join(folder, file)))).to.equal('BACKUP_DAMAGED');
    expect(await damaged((folder) => appendFileSync(join(folder, file), 'x'))).to.equal('BACKUP_DAMAGED');
    expect(await damaged((folder) => truncateSync(join(folder, file), 100))).to.equal('BACKUP_DAMAGED');
    const flip = (folder: string): void => {
      const bytes = readFileSync(join(folder, file));
      bytes[50] = (bytes[50] ?? 0) ^ 1;
      writeFileSync(join(folder, file), bytes);
    };
    expect(await damaged(flip)).to.equal('BACKUP_DAMAGED');
    expect(await damaged((folder) => rmSync(join(folder, 'manifest.json')))).to.equal('BACKUP_INVALID');
    expect(await damaged(edit((text) => text.slice(0, -20)))).to.equal('BACKUP_INVALID');
    expect(await damaged(edit((text) => text.replace('collector', 'company')))).to.equal('PASSPHRASE_WRONG');
    const other = `\\"layout\\":${DATA_LAYOUT + 1}`;
    expect(await damaged(edit((text) => text.replace(`\\"layout\\":${DATA_LAYOUT}`, other)))).to.equal(
      'BACKUP_OTHER_VERSION',
    );
    const open = { passphraseFile: undefined };
    expect(await damaged(() => undefined, open)).to.equal('PASSPHRASE_MISSING');
    writeFileSync(at('other'), 'another passphrase than that\n');
    expect(await damaged(() => undefined, { passphraseFile: at('other') })).to.equal('PASSPHRASE_WRONG');
    rmSync(at('backup'), { recursive: true });
    await save({ ...open, withoutKeys: true });
    expect(
      await damaged(
        edit((text) => text.replace('collector', 'company')),
        open,
      ),
    ).to.equal('BACKUP_INVALID');
  });

  it('take the keeper after its sealer, and of a log what is promised, then what is open, then what is closed', () => {
    const company = at('company');
    const names = ['keeper', 'sealer', 'replica', 'biller'];
    const paths = ['keeper/keeper.log', 'sealer/blocks.segments/1', 'sealer/blocks.log', 'sealer/queue.log'];
    for (const path of [...paths, 'sealer/carrier.json', 'replica/blocks.log', 'biller/biller.sqlite', 'site.json']) {
      mkdirSync(join(company, path, '..'), { recursive: true });
      writeFileSync(join(company, path), 'x');
    }
    const programs = names.map((name, stage) => ({ name, program: name, stage }));
    expect(homeFiles(company, { owner: 'company', programs }).map(({ path }) => path)).to.deep.equal([
      ...['site.json', 'biller/biller.sqlite', 'replica/blocks.log', 'sealer/queue.log', 'sealer/blocks.log'],
      ...['sealer/blocks.segments/1', 'sealer/carrier.json', 'keeper/keeper.log'],
    ]);
  });

  it('say what is missing where the database of a portal cannot be reached', async () => {
    const outside = { publicUrl: 'http://127.0.0.1:1', issuer: 'http://127.0.0.1:2', bank: 'http://127.0.0.1:3' };
    const witness = 'http://127.0.0.1:14720';
    const portal = at('portal');
    await initPortal({ ...COMMON, ...outside, witness, dir: portal, port: '14710', name: 'Portal' });
    const path = process.env['PATH'];
    process.env['PATH'] = at('nothing');
    const missing = await refusal(() => startPostgresTool('pg_dump', 'postgres://127.0.0.1:1/x', [], at('nothing')));
    process.env['PATH'] = path;
    expect(missing).to.equal('POSTGRES_TOOL_MISSING');
    // One that was never started has no database yet.
    expect(await save({ home: portal })).to.include({ database: null, owner: 'portal' });
  });

  it('fill an empty PostgreSQL, and no other one', async function () {
    const url = process.env[URL_NAME];
    if (url === undefined) {
      process.stdout.write(
        `  skipped: a backup of PostgreSQL (set ${URL_NAME} to a server where databases may be made)\n`,
      );
      this.skip();
    }
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const names = ['old', 'new'].map((name) => `domledger_backup_${name}_${process.pid}`);
    const [old = '', fresh = ''] = names.map((name) => Object.assign(new URL(url), { pathname: `/${name}` }).href);
    try {
      for (const name of names) await admin.query(`create database ${name}`);
      const settings = join(at('portal'), 'app/settings.json');
      const before = JSON.parse(readFileSync(settings, 'utf8')) as object;
      writeFileSync(settings, JSON.stringify({ ...before, databaseUrl: old }));
      const store = await openStore({ folder: '', url: old });
      const session = { token_hash: 't', sealed: Buffer.from('sealed'), created_at: 1, expires_at: 2 };
      await store.portal.insertInto('sessions').values(session).execute();
      await store[Symbol.asyncDispose]();
      expect(await save({ home: at('portal') })).to.include({ database: 'postgres' });
      // The old one is there still.
      expect(await refusal(() => bring())).to.equal('DATABASE_NOT_EMPTY');
      expect(await refusal(() => bring({ databaseUrl: 'postgres://127.0.0.1:1/x' }))).to.equal('DATABASE_AWAY');
      expect(existsSync(at('new/home'))).to.equal(false);
      await bring({ databaseUrl: fresh });
      const app = JSON.parse(readFileSync(at('new/home/app/settings.json'), 'utf8')) as { databaseUrl: string };
      expect(app.databaseUrl).to.equal(fresh);
      const again = await openStore({ folder: '', url: fresh });
      const sessions = await again.portal.selectFrom('sessions').select(['token_hash', 'sealed']).execute();
      await again[Symbol.asyncDispose]();
      expect(sessions.map((one) => [one.token_hash, String(one.sealed)])).to.deep.equal([['t', 'sealed']]);
      // Where the environment alone named it, a machine without that says so.
      writeFileSync(settings, JSON.stringify(before));
      process.env['DATABASE_URL'] = old;
      await save({ home: at('portal'), to: at('damaged') }).finally(() => delete process.env['DATABASE_URL']);
      expect(await refusal(() => bring({ from: at('damaged'), home: at('new/other') }))).to.equal('DATABASE_KIND');
      rmSync(at('damaged'), { recursive: true });
      const gone = { ...before, databaseUrl: 'postgres://127.0.0.1:1/x' };
      writeFileSync(settings, JSON.stringify(gone));
      expect(await refusal(() => save({ home: at('portal'), to: at('damaged') }))).to.equal('POSTGRES_TOOL');
    } finally {
      for (const name of names) await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    }
  });
});
