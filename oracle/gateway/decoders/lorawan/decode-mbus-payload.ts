import type { DecoderState } from '../decoder-state.ts';
import { decodeTransport } from '../mbus/decode-transport.ts';
import { expandProfiles } from '../mbus/expand-profile.ts';
import type { Decoded, DecodedTelegram, Reading } from '../reading.ts';
import type { Uplink } from './uplink.ts';

const INFO_FLAGS = ['dry', 'backflow', 'leak', 'burst', 'tamper', 'battery', 'low temperature', 'high temperature'];
const KAMSTRUP = /kamstrup|multical|flow ?iq/i;
const KAMSTRUP_INFO = 'manufacturer specific 25';

/**
 * M-Bus records as LoRaWAN payload, from the CI field on (EN 13757-3 without link layer; Kamstrup and others). Profiles become registers. Where all records of a
 * Kamstrup meter are of the log (no storage 0), the newest log is the reading: storages then count from 0, and values carry the log's time. Storage 1 of others may be
 * a due date of long ago, and stays storage 1.
 * Refuses what transport layer, records and profiles refuse.
 */
export function decodeMbusPayload(uplink: Uplink, state: DecoderState, key?: Uint8Array): Decoded {
  const { payload, frameCounter, device } = uplink;
  const context = { wireless: true, state, ...(key === undefined ? {} : { key }) };
  const decoded = decodeTransport(payload, 0, payload.length, context);
  if (!decoded.ok) return decoded;
  const expanded = expandProfiles(decoded.readings.map(withLogTime));
  if ('ok' in expanded) return expanded;
  const kamstrup = KAMSTRUP.test(uplink.names) || decoded.meter.manufacturer === 'KAM';
  const telegram: DecodedTelegram = { ...decoded, readings: kamstrup ? fromLog(expanded) : expanded, frameCounter };
  const flags = kamstrup ? infoFlags(expanded) : [];
  if (flags.length > 0) telegram.flags = flags;
  if (telegram.meter.id === '') {
    telegram.meter = { manufacturer: kamstrup ? 'KAM' : '', id: device, version: '', medium: mediumOf(expanded) };
  }
  return telegram;
}

function withLogTime(reading: Reading, _index: number, all: readonly Reading[]): Reading {
  if (reading.value === undefined || reading.time !== undefined) return reading;
  const clock = all.find((other) => other.quantity === 'date and time' && other.storage === reading.storage);
  return clock?.time === undefined ? reading : { ...reading, time: clock.time };
}

function fromLog(readings: readonly Reading[]): Reading[] {
  const first = Math.min(...readings.map((reading) => reading.storage));
  return readings.map((reading) => ({ ...reading, storage: reading.storage - (Number.isFinite(first) ? first : 0) }));
}

/** Without a header only the records tell: a meter of volume and no energy is one of water. */
function mediumOf(readings: readonly Reading[]): string {
  if (readings.some((reading) => reading.quantity === 'energy')) return 'heat';
  return readings.some((reading) => reading.quantity === 'volume') ? 'water' : '';
}

function infoFlags(readings: readonly Reading[]): string[] {
  const info = readings.find((reading) => reading.qualifiers?.includes(KAMSTRUP_INFO) === true);
  const bits = Number(info?.value ?? '0');
  return INFO_FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
