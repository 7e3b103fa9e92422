import { createDecoderState } from './decoder-state.ts';
import type { DecoderState } from './decoder-state.ts';
import { decodeDlms } from './dlms/decode-dlms.ts';
import { decodeLorawan } from './lorawan/decode-lorawan.ts';
import { decodeMbus } from './mbus/decode-mbus.ts';
import { decodeOcmf } from './ocmf/decode-ocmf.ts';
import { decodeP1 } from './p1/decode-p1.ts';
import { decodeWmbus } from './wmbus/decode-wmbus.ts';
import { refuse } from './reading.ts';
import type { Decoded } from './reading.ts';

export const TELEGRAM_FORMATS = ['mbus', 'wmbus', 'p1', 'dlms', 'lorawan', 'ocmf'] as const;
export type TelegramFormat = (typeof TELEGRAM_FORMATS)[number];

/**
 * One telegram of one meter.
 *
 * `bytes`: mbus, wmbus, dlms: the frame; p1, ocmf: the text in UTF-8; lorawan: the JSON of a ChirpStack v4 uplink event.
 * `key`: wmbus, p1, dlms: AES-128; ocmf: the meter's public key (DER SubjectPublicKeyInfo or 04 ‖ x ‖ y).
 * `state`: what earlier telegrams taught; without it compact wireless frames are refused.
 */
export type Telegram = { format: TelegramFormat; bytes: Uint8Array; key?: Uint8Array; state?: DecoderState };

/** Decodes one telegram, or says why not. Never throws: any bytes give readings or a refusal. */
export function decodeTelegram(telegram: Telegram): Decoded {
  const { format, bytes, key } = telegram;
  const state = telegram.state ?? createDecoderState();
  switch (format) {
    case 'mbus':
      return decodeMbus(bytes, key);
    case 'ocmf':
      return decodeOcmf(bytes, key);
    case 'wmbus':
      return decodeWmbus({ bytes, state, ...(key === undefined ? {} : { key }) });
    case 'p1':
      return decodeP1(bytes, key);
    case 'dlms':
      return decodeDlms(bytes, key);
    case 'lorawan':
      return decodeLorawan({ bytes, state, ...(key === undefined ? {} : { key }) });
    default:
      return refuse('UNKNOWN_FORMAT', `The format ${String(format satisfies never)} is not known.`);
  }
}
