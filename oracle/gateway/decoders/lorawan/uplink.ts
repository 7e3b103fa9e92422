import { isRecord } from '../../../../core/domain/bytes/is-record.ts';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';

/** One uplink of a LoRaWAN device. `names` is what the network calls device and profile, for choosing the codec. */
export type Uplink = { device: string; names: string; port: number; frameCounter: number; payload: Uint8Array };

/** The longest payload of any LoRaWAN region and data rate (regional parameters 1.0.4). */
const LONGEST_PAYLOAD = 242;

/**
 * Reads an uplink event of ChirpStack v4 (JSON of its MQTT integration), or the short form `{device, fPort, hex, fCnt?}`. Protobuf's JSON leaves out
 * zeros: a missing `fCnt` or `fPort` is 0. Refuses: MALFORMED, EMPTY_UPLINK.
 */
export function readUplink(bytes: Uint8Array): Uplink | Refusal {
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('MALFORMED', 'The uplink is not JSON.');
  }
  const info = member(event, 'deviceInfo');
  const port = member(event, 'fPort') ?? 0;
  const frameCounter = member(event, 'fCnt') ?? 0;
  if (!isCount(port) || !isCount(frameCounter)) return refuse('MALFORMED', 'fPort and fCnt must be whole numbers.');
  const payload = payloadOf(event);
  if (payload === undefined) return refuse('MALFORMED', 'The data must be base64 (or hex, in the short form).');
  if (payload.length === 0) return refuse('EMPTY_UPLINK', 'The event carries no data.');
  if (payload.length > LONGEST_PAYLOAD) {
    return refuse('MALFORMED', `An uplink has at most ${LONGEST_PAYLOAD} bytes; here are ${payload.length}.`);
  }
  const tags = member(info, 'tags');
  const names = [
    text(event, 'device'),
    text(info, 'deviceProfileName'),
    text(info, 'deviceName'),
    ...(isRecord(tags) ? Object.values(tags).filter((tag) => typeof tag === 'string') : []),
  ].join(' ');
  return { device: text(info, 'devEui').toUpperCase(), names, port, frameCounter, payload };
}

function payloadOf(event: unknown): Uint8Array | undefined {
  const hex = text(event, 'hex');
  if (hex !== '') return /^([0-9a-f]{2})+$/i.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : undefined;
  const data = text(event, 'data');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(data) ? Uint8Array.from(Buffer.from(data, 'base64')) : undefined;
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
