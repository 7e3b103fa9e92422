import { sql } from 'kysely';
import type { Store } from '../../../../app/server/database/store.ts';

type Line = { line: string };

/** Tables, columns, constraints and indexes of both schemas as text, the same on PGlite and PostgreSQL. */
export async function dumpSchema(store: Store): Promise<string> {
  const { rows: columns } = await sql<Line>`
    select format('%s.%s.%s %s%s%s', table_schema, table_name, column_name, data_type,
      case when numeric_precision is not null and data_type = 'numeric' then '(' || numeric_precision || ')' else '' end,
      case when is_nullable = 'NO' then ' not null' else '' end) as line
    from information_schema.columns where table_schema in ('read_model', 'portal')
    order by table_schema, table_name, ordinal_position`.execute(store.portal);
  // PostgreSQL 18 lists "not null" among the constraints, earlier versions do not.
  const { rows: constraints } = await sql<Line>`
    select format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
    from pg_constraint where connamespace::regnamespace::text in ('read_model', 'portal') and contype in ('p', 'u', 'f', 'c')
    order by conrelid::regclass::text, conname`.execute(store.portal);
  const { rows: indexes } = await sql<Line>`
    select indexdef as line from pg_indexes where schemaname in ('read_model', 'portal')
    order by schemaname, tablename, indexname`.execute(store.portal);
  const part = (title: string, lines: Line[]): string => `-- ${title}\n${lines.map(({ line }) => line).join('\n')}\n`;
  return [part('columns', columns), part('constraints', constraints), part('indexes', indexes)].join('\n');
}
