import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inTransaction, openDatabase } from '../../../core/runtime/sqlite.ts';
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
