import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Stores in SQLite; the portal's stand in PostgreSQL and have a test of their own. */
const STORES = globSync('{app/watchdog,biller,core,oracle,sandbox,sealer}/**/migrations', { cwd: ROOT }).sort();

/** Tables with their checks, then indexes, each as one line; columns once more, as added ones stand in no line of their table's making. */
function dumpSchema(database: DatabaseSync): string {
  const made = database
    .prepare(
      "select type, sql from sqlite_schema where sql is not null and name not like 'sqlite%' order by type desc, name",
    )
    .all()
    .map(({ sql }) => String(sql).replace(/\s+/g, ' '));
  const columns = database
    .prepare(
      `select t.name || '.' || c.name || ' ' || lower(c.type) || iif(c."notnull", ' not null', '') as line
       from pragma_table_list t join pragma_table_info(t.name) c
       where t.schema = 'main' and t.name not like 'sqlite%' order by t.name, c.cid`,
    )
    .all()
    .map(({ line }) => String(line));
  return `-- columns\n${columns.join('\n')}\n\n-- tables and indexes\n${made.join('\n')}\n`;
}

describe('the databases of the programs', () => {
  it('are nine', () => expect(STORES).to.have.length(9));

  for (const migrations of STORES) {
    it(`make the schema that is committed: ${migrations}`, () => {
      const database = openDatabase(':memory:', migrationsIn(join(ROOT, migrations)));
      const dump = dumpSchema(database);
      database.close();
      const file = join(ROOT, migrations, '..', 'schema.txt');
      if (process.env['SCHEMA_DUMP'] === 'write') writeFileSync(file, dump);
      expect(dump).to.equal(readFileSync(file, 'utf8'));
    });
  }
});
