import { createDecoderState } from '../decoders/decoder-state.ts';
import { decodeTelegram } from '../decoders/decode-telegram.ts';
import { readUplink } from '../decoders/lorawan/uplink.ts';
import { meterOf } from '../decoders/mbus/decode-transport.ts';
import { stripLinkLayer } from '../decoders/wmbus/strip-link-layer.ts';
import { publishedId } from './decode-published.ts';
import { bytesOf } from './read-telegram.ts';
import type { MeterEntry, MeterRegister } from '../meters/meter-register.ts';
import type { TelegramContent } from './read-telegram.ts';

const LONG_HEADERS = [0x72, 0x73];
/** Where a long header can begin behind the address: at once, or behind an extended link layer of 2, 8, 10 or 16 bytes in clear. */
const CI_PLACES = [9, 12, 18, 20, 26];

/**
 * The entries of the meter that a telegram claims to be from, before anything is decrypted: whether it is, the decoders find out. Empty
 * for a stranger, and for formats that do not say.
 */
export function identifyMeters(meters: MeterRegister, content: TelegramContent): readonly MeterEntry[] {
  const bytes = bytesOf(content);
  if (!(bytes instanceof Uint8Array)) return [];
  switch (content.format) {
    case 'wmbus':
      return identifyWireless(meters, bytes);
    case 'lorawan': {
      const uplink = readUplink(bytes);
      if ('ok' in uplink) return [];
      const carried = meters.byDevEui(uplink.device);
      return carried.length > 0 ? carried : meters.meters.filter(({ id }) => id === uplink.device);
    }
    case 'published': {
      const id = publishedId(new TextDecoder().decode(bytes));
      return id === undefined ? [] : meters.meters.filter((meter) => meter.id === id);
    }
    case 'modbus':
      return [];
    default: {
      const decoded = decodeTelegram({ format: content.format, bytes, state: createDecoderState() });
      return decoded.ok ? meters.byDevice(decoded.meter.manufacturer, decoded.meter.id) : [];
    }
  }
}

function identifyWireless(meters: MeterRegister, bytes: Uint8Array): readonly MeterEntry[] {
  const frame = stripLinkLayer(bytes, 'detect');
  if ('ok' in frame || frame.bytes.length < 10) return [];
  const { manufacturer, id } = meterOf(frame.bytes.subarray(1, 9));
  const linked = meters.byDevice(manufacturer, id);
  if (linked.length > 0) return linked;
  for (const at of CI_PLACES) {
    if (!LONG_HEADERS.includes(frame.bytes[at] ?? 0) || frame.bytes.length < at + 9) continue;
    const head = frame.bytes.subarray(at + 1, at + 9);
    const inner = meterOf(Uint8Array.from([...head.subarray(4, 6), ...head.subarray(0, 4), ...head.subarray(6, 8)]));
    const behind = meters.byDevice(inner.manufacturer, inner.id);
    if (behind.length > 0) return behind;
  }
  return [];
}
