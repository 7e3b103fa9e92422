import { createDecoderState } from '../decoder-state.ts';
import { refuse } from '../reading.ts';
import type { Decoded } from '../reading.ts';
import { decodeTransport } from './decode-transport.ts';

const START = 0x68;
const STOP = 0x16;
const RESPONSE = 0x08;
/** Bits of the C field that stay the same in every RSP_UD: without ACD and DFC. */
const RESPONSE_MASK = 0xcf;

/** Wired telegrams have no compact frames to remember. */
const NO_STATE = createDecoderState();

/**
 * One wired M-Bus telegram: a long frame of EN 13757-2 (`68 L L 68 C A CI … checksum 16`) from a meter. `key` opens
 * encrypted telegrams (mode 5).
 * Refuses: NOT_A_LONG_FRAME, BAD_LENGTH, BAD_CHECKSUM, BAD_STOP, NOT_A_RESPONSE, and what the application layer refuses.
 */
export function decodeMbus(bytes: Uint8Array, key?: Uint8Array): Decoded {
  if (bytes[0] !== START) {
    return refuse(
      'NOT_A_LONG_FRAME',
      'A telegram with readings starts with 68. Single characters and short frames have none.',
    );
  }
  const length = bytes[1] ?? 0;
  if (bytes.length < 9 || length < 3 || bytes[2] !== length || bytes[3] !== START) {
    return refuse('BAD_LENGTH', 'The frame does not begin with 68 L L 68, or is shorter than 9 bytes.');
  }
  if (bytes.length !== length + 6) {
    return refuse('BAD_LENGTH', `The frame says ${length + 6} bytes; here are ${bytes.length}.`);
  }
  const end = 4 + length;
  let sum = 0;
  for (let index = 4; index < end; index++) sum += bytes[index] ?? 0;
  if ((sum & 0xff) !== bytes[end])
    return refuse('BAD_CHECKSUM', 'The checksum does not fit: the telegram was damaged.');
  if (bytes[end + 1] !== STOP) return refuse('BAD_STOP', 'The frame does not end with 16.');
  if (((bytes[4] ?? 0) & RESPONSE_MASK) !== RESPONSE) {
    return refuse('NOT_A_RESPONSE', 'The control field is not that of a response of a meter (RSP_UD).');
  }
  return decodeTransport(bytes, 6, end, {
    wireless: false,
    intact: true,
    state: NO_STATE,
    ...(key === undefined ? {} : { key }),
  });
}
