import type { DecoderState } from '../decoder-state.ts';
import { unsigned } from '../mbus/integers.ts';
import { refuse } from '../reading.ts';
import type { Decoded } from '../reading.ts';
import { AXIOMA_PORT, decodeAxiomaW1 } from './decode-axioma-w1.ts';
import { decodeMbusPayload } from './decode-mbus-payload.ts';
import { decodeVegaSi11, VEGA_LENGTH, VEGA_PORT } from './decode-vega-si11.ts';
import { readUplink } from './uplink.ts';
import type { Uplink } from './uplink.ts';

export type LorawanTelegram = { bytes: Uint8Array; state: DecoderState; key?: Uint8Array };

type Codec = 'axioma-w1' | 'mbus' | 'vega-si11';

/** Vega's other models (SI-12, TP-11 …) have layouts of their own: their names stand for no codec. */
const NAMES: readonly (readonly [RegExp, Codec])[] = [
  [/axioma|qalcosonic/i, 'axioma-w1'],
  [/kamstrup|multical|flow ?iq|m-?bus/i, 'mbus'],
  [/\bsi-?11\b|^(?!.*\b[a-z]{2}-?\d\d\b).*vega/is, 'vega-si11'],
];
const MBUS_CI = [0x72, 0x78, 0x7a];
const YEAR_2015 = 1_420_070_400;
const YEAR_2060 = 2_840_140_800;

/**
 * One uplink of a LoRaWAN meter (see `readUplink`). The codec is chosen by the names of device, profile and tags; where they say nothing, by the exact
 * shape that only one of them has. Refuses: UNKNOWN_DEVICE, and what envelope and codecs refuse.
 */
export function decodeLorawan({ bytes, state, key }: LorawanTelegram): Decoded {
  const uplink = readUplink(bytes);
  if ('ok' in uplink) return uplink;
  const codec = NAMES.find(([pattern]) => pattern.test(uplink.names))?.[1] ?? shapeOf(uplink);
  switch (codec) {
    case 'axioma-w1':
      return decodeAxiomaW1(uplink);
    case 'vega-si11':
      return decodeVegaSi11(uplink);
    case 'mbus':
      return decodeMbusPayload(uplink, state, key);
    case undefined:
      return refuse('UNKNOWN_DEVICE', 'Neither the names nor the payload tell which codec this device needs.');
    default:
      return codec satisfies never;
  }
}

function shapeOf({ port, payload, names }: Uplink): Codec | undefined {
  const timeAt = (at: number): boolean => {
    const time = unsigned(payload, at, 4);
    return time > YEAR_2015 && time < YEAR_2060;
  };
  if (/vega/i.test(names)) return undefined;
  if (port === VEGA_PORT && payload.length === VEGA_LENGTH && payload[0] === 1 && timeAt(3)) return 'vega-si11';
  if (port === AXIOMA_PORT && payload.length === 51 && payload[0] === 1 && timeAt(1)) return 'axioma-w1';
  if (port === AXIOMA_PORT && [9, 47, 48].includes(payload.length) && timeAt(0)) return 'axioma-w1';
  return MBUS_CI.includes(payload[0] ?? 0) ? 'mbus' : undefined;
}
