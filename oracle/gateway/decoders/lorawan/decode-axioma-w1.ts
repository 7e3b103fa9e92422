import { decimalText } from '../decimal-text.ts';
import { unsigned } from '../mbus/integers.ts';
import { refuse } from '../reading.ts';
import type { Decoded, Reading } from '../reading.ts';
import type { Uplink } from './uplink.ts';

export const AXIOMA_PORT = 100;
const SHORT = 9;
const EXTENDED = [47, 48];
const DAY = 51;
const DELTAS = 23;
const DELTA_BITS = 14;
const MULTIPLIER_BITS = 6;

/**
 * Axioma Qalcosonic W1 on port 100: 9 bytes (time, status, volume), 47 or 48 (and a log with 15 steps), or 51 (version 1, log volume and
 * 23 hourly steps, whose sum leads to the current volume). Litres, little endian.
 * Refuses: UNSUPPORTED_PAYLOAD, UNSUPPORTED_SCALING.
 */
export function decodeAxiomaW1({ device, payload, port, frameCounter }: Uplink): Decoded {
  if (port !== AXIOMA_PORT)
    return refuse('UNSUPPORTED_PAYLOAD', `Port ${port} of a Qalcosonic W1 carries no readings.`);
  const read = payload.length === DAY ? readDay(payload) : readPlain(payload);
  if ('ok' in read) return read;
  const flags = statusFlags(read.status);
  return {
    ok: true,
    meter: { manufacturer: 'AXI', id: device, version: '', medium: 'water' },
    readings: read.readings,
    status: read.status,
    frameCounter,
    ...(flags.length > 0 ? { flags } : {}),
  };
}

type Read = { readings: Reading[]; status: number };

function readPlain(payload: Uint8Array): Read | Decoded {
  const extended = EXTENDED.includes(payload.length);
  if (payload.length !== SHORT && !extended) {
    return refuse('UNSUPPORTED_PAYLOAD', `A payload of ${payload.length} bytes of a Qalcosonic W1 is not known.`);
  }
  const readings = [volume(unsigned(payload, 5, 4), 0, unsigned(payload, 0, 4))];
  if (extended) readings.push(volume(unsigned(payload, 13, 4), 1, unsigned(payload, 9, 4)));
  return { readings, status: payload[4] ?? 0 };
}

function readDay(payload: Uint8Array): Read | Decoded {
  if (payload[0] !== 1)
    return refuse('UNSUPPORTED_PAYLOAD', `Frame version ${payload[0] ?? 0} of a Qalcosonic W1 is not known.`);
  if (bits(payload, 10, DELTAS * DELTA_BITS, MULTIPLIER_BITS) !== 0) {
    return refuse('UNSUPPORTED_SCALING', 'The steps of the log are multiplied by a factor of unknown meaning.');
  }
  const log = unsigned(payload, 6, 4);
  let total = log;
  for (let index = 0; index < DELTAS; index++) total += bits(payload, 10, index * DELTA_BITS, DELTA_BITS);
  return { readings: [volume(total, 0, unsigned(payload, 1, 4)), volume(log, 1, undefined)], status: payload[5] ?? 0 };
}

function bits(bytes: Uint8Array, start: number, from: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index--) {
    const bit = from + index;
    value = value * 2 + (((bytes[start + (bit >> 3)] ?? 0) >> (bit & 7)) & 1);
  }
  return value;
}

function volume(litres: number, storage: number, time: number | undefined): Reading {
  return {
    quantity: 'volume',
    unit: 'm3',
    value: decimalText(litres, -3),
    storage,
    tariff: 0,
    subunit: 0,
    function: 'instantaneous',
    ...(time === undefined ? {} : { time: unixTime(time) }),
  };
}

/** Unix seconds → ISO 8601 in UTC. */
export function unixTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function statusFlags(status: number): string[] {
  const flags: string[] = [];
  if ((status & 0x04) !== 0) flags.push('battery');
  if ((status & 0x08) !== 0) flags.push('error');
  if (status === 0x10) flags.push('dry');
  else if ((status & 0x10) !== 0) flags.push('temporary error');
  const backflow = (status & 0x60) === 0x60;
  const burst = (status & 0xa0) === 0xa0;
  if (backflow) flags.push('backflow');
  if (burst) flags.push('burst');
  if ((status & 0x20) !== 0 && !backflow && !burst) flags.push('leak');
  if ((status & 0x80) !== 0 && !burst) flags.push('low temperature');
  return flags;
}
