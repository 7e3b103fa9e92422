import { refuse } from '../reading.ts';
import type { Reading, Refusal } from '../reading.ts';
import { hexText } from './integers.ts';
import { readRecordData } from './record-data.ts';
import { readRecordHeader } from './record-header.ts';

export type Records = { readings: Reading[]; more: boolean };

const FILLER = 0x2f;

/** Reads the records of a variable data structure (EN 13757-3, clause 6) from `from` up to `end`. One broken record refuses them all. */
export function decodeRecords(bytes: Uint8Array, from: number, end: number): Records | Refusal {
  const readings: Reading[] = [];
  let at = from;
  while (at < end) {
    const dif = bytes[at] ?? 0;
    if (dif === FILLER) {
      at++;
    } else if (dif === 0x0f || dif === 0x1f) {
      if (at + 1 < end) readings.push(manufacturerData(bytes, at + 1, end));
      return { readings, more: dif === 0x1f };
    } else if ((dif & 0x0f) === 0x0f) {
      return refuse('RESERVED_DIF', `Reserved data information ${dif.toString(16)} at byte ${at}.`);
    } else {
      const header = readRecordHeader(bytes, at, end);
      if ('ok' in header) return header;
      const record = readRecordData(header, bytes, header.next, end);
      if ('ok' in record) return record;
      readings.push(record.reading);
      at = record.next;
    }
  }
  return { readings, more: false };
}

function manufacturerData(bytes: Uint8Array, from: number, end: number): Reading {
  return {
    quantity: 'manufacturer specific',
    unit: '',
    storage: 0,
    tariff: 0,
    subunit: 0,
    function: 'instantaneous',
    text: hexText(bytes, from, end),
  };
}
