import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inTransaction, migratePart, migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { refusal } from '../../support/refusal.ts';

describe("a program's database", () => {
  let file: string;
  beforeEach(() => (file = join(mkdtempSync(join(tmpdir(), 'domledger-sqlite-')), 'deep', 'x.db')));
  afterEach(() => rmSync(join(file, '../..'), { recursive: true }));

  const first = 'create table a (n integer not null) strict';
  const second = 'alter table a add column m integer';

  it('refuses a file of a newer program', async () => {
    openDatabase(file, [first, second]).close();
    expect(await refusal(() => openDatabase(file, [first]))).to.equal('DATABASE_NEWER');
  });

  it('keeps the old schema whole when a migration fails', () => {
    openDatabase(file, [first]).close();
    expect(() => openDatabase(file, [first, `${second}; create table b (x nonsense) strict`])).to.throw(
      /unknown datatype/,
    );
    const database = openDatabase(file, [first]);
    expect(database.prepare('select name from pragma_table_info(?)').all('a')).to.have.length(1);
    database.close();
  });

  it('refuses a folder of migrations that are not numbered one after the other', () => {
    const folder = join(file, '../../migrations');
    mkdirSync(folder);
    writeFileSync(join(folder, '0001-a.sql'), first);
    writeFileSync(join(folder, 'notes.txt'), 'no migration');
    expect(migrationsIn(folder)).to.deep.equal([first]);
    writeFileSync(join(folder, '0003-b.sql'), second);
    expect(() => migrationsIn(folder)).to.throw('0003-b.sql stands where migration 2 is expected');
  });

  it('keeps the version of a part apart from that of the program, and refuses a newer part', async () => {
    const database = openDatabase(file, [first]);
    const part = 'create table b (n integer not null) strict';
    migratePart(database, 'b', [part], () => 0);
    migratePart(database, 'b', [part, 'alter table b add column m integer'], () => 0);
    expect(database.prepare('select name from pragma_table_info(?)').all('b')).to.have.length(2);
    expect(await refusal(() => migratePart(database, 'b', [part], () => 0))).to.equal('DATABASE_NEWER');
    // Tables that stood there before versions were counted are not made again.
    migratePart(database, 'a', [first, second], () => 1);
    expect(database.prepare('select name from pragma_table_info(?)').all('a')).to.have.length(2);
    database.close();
    openDatabase(file, [first]).close();
  });

  it('undoes everything when the work of a transaction throws, also from inside a nested one', () => {
    const database = openDatabase(file, [first]);
    const fail = (): never => {
      throw new Error('stop');
    };
    expect(() =>
      inTransaction(database, () => {
        database.exec('insert into a values (1)');
        inTransaction(database, () => database.exec('insert into a values (2)'));
        fail();
      }),
    ).to.throw('stop');
    expect(database.prepare('select count(*) as n from a').get()).to.deep.include({ n: 0 });
    database.close();
  });

  it('writes every commit through to the disk and runs each migration once', () => {
    openDatabase(file, [first]).close();
    const database = openDatabase(file, [first, second]);
    expect(database.prepare('pragma synchronous').get()).to.deep.include({ synchronous: 2 });
    expect(database.prepare('pragma journal_mode').get()).to.deep.include({ journal_mode: 'wal' });
    expect(inTransaction(database, () => 7)).to.equal(7);
    database.close();
  });
});
