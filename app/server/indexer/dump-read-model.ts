import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';

/** Tables and the columns that put their rows in one order. */
const ORDER: { readonly [T in keyof ReadModelTables]: readonly string[] } = {
  cursor: ['next_block'],
  internal_blocks: ['block_number', 'log_index'],
  participants: ['address'],
  account_keys: ['digest'],
  devices: ['device_id'],
  meters: ['meter_id'],
  channels: ['channel'],
  acts: ['digest'],
  handovers: ['digest'],
  rates: ['digest'],
  houses: ['digest'],
  flat_facts: ['digest'],
  flat_accounts: ['digest'],
  area_sums: ['digest'],
  contracts: ['contract_id'],
  contract_papers: ['digest'],
  invoices: ['invoice_id'],
  payments: ['payment_id'],
  receipts: ['digest'],
  invoice_acts: ['digest'],
  meter_words: ['account', 'digest'],
  refund_orders: ['order_id'],
  requests: ['request_id'],
  appeals: ['appeal_id'],
  answers: ['digest'],
  period_keys: ['digest'],
  batches: ['block_number', 'log_index', 'batch'],
  frames: ['block_number', 'log_index', 'batch', 'place'],
};

export type ReadModelDump = {
  /** SHA-256 of `text`. */
  hash: Hex;
  /** Rows of each table. */
  rows: Record<string, number>;
  /** The whole content: a line a row, `table {columns in alphabetical order}`; binary columns in hex. */
  text: string;
};

/** The read model as text that is the same whenever its content is the same, whatever database holds it. */
export async function dumpReadModel(readModel: Kysely<ReadModelTables>): Promise<ReadModelDump> {
  const lines: string[] = [];
  const rows: Record<string, number> = {};
  await readModel
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (reader) => {
      for (const [table, columns] of Object.entries(ORDER)) {
        const found = await reader
          .selectFrom(reader.dynamic.table<keyof ReadModelTables>(isTable(table) ? table : 'cursor').as('t'))
          .selectAll()
          .orderBy(sql.raw(columns.join(', ')))
          .execute();
        rows[table] = found.length;
        for (const row of found) lines.push(`${table} ${canonicalRow(row)}`);
      }
    });
  const text = `${lines.join('\n')}\n`;
  return { hash: toHex(createHash('sha256').update(text).digest()), rows, text };
}

function isTable(name: string): name is keyof ReadModelTables {
  return Object.hasOwn(ORDER, name);
}

function canonicalRow(row: object): string {
  const members = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(members.map(([key, value]) => [key, canonicalValue(value)])));
}

function canonicalValue(value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value;
}
