import { WORDS } from './register-map.ts';
import type { RegisterMap } from './register-map.ts';

/** One Modbus request: function 04 (input) or 03 (holding), `count` registers from `address`. */
export type ModbusRead = { table: 'input' | 'holding'; address: number; count: number };

/** A request may ask for at most 125 registers (Modbus application protocol 1.1b3, 6.3). */
const MAX_COUNT = 125;

/** The fewest requests that read all registers of a map without touching others, in the order of addresses. */
export function planReads({ registers }: RegisterMap): ModbusRead[] {
  const reads: ModbusRead[] = [];
  for (const table of ['input', 'holding'] as const) {
    const ranges = registers
      .filter((register) => register.table === table)
      .map(({ address, type }) => ({ from: address, to: address + WORDS[type] }))
      .toSorted((a, b) => a.from - b.from);
    let open: ModbusRead | undefined;
    for (const { from, to } of ranges) {
      const end = open === undefined ? 0 : open.address + open.count;
      if (open !== undefined && from <= end && Math.max(to, end) - open.address <= MAX_COUNT) {
        open.count = Math.max(to, end) - open.address;
      } else {
        open = { table, address: from, count: to - from };
        reads.push(open);
      }
    }
  }
  return reads;
}
