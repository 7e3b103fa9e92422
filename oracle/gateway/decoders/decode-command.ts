import { createDecoderState } from './decoder-state.ts';
import type { DecoderState } from './decoder-state.ts';
import { decodeTelegram, TELEGRAM_FORMATS } from './decode-telegram.ts';
import type { TelegramFormat } from './decode-telegram.ts';
import { refuse } from './reading.ts';
import type { Decoded } from './reading.ts';
import { splitTelegrams } from './split-telegrams.ts';
import type { KeyText } from './split-telegrams.ts';
import { parseKey } from './parse-key.ts';

/** `state`: what earlier parts of the same input taught. */
export type DecodeInput = { format: string; key?: string; input: string | Uint8Array; state?: DecoderState };

/**
 * The command `decode`: one line of JSON per telegram of a file, in its order. `key` is hexadecimal (or base64 for public keys).
 * What files may look like is said at `splitTelegrams`.
 */
export function* runDecode({ format, key, input, state = createDecoderState() }: DecodeInput): Iterable<string> {
  const known = TELEGRAM_FORMATS.find((candidate) => candidate === format);
  if (known === undefined) {
    yield JSON.stringify(refuse('UNKNOWN_FORMAT', `Formats are ${TELEGRAM_FORMATS.join(', ')}; ${format} is none.`));
    return;
  }
  for (const piece of splitTelegrams(known, input)) {
    if ('ok' in piece) {
      yield JSON.stringify(piece);
      continue;
    }
    for (const earlier of piece.earlier ?? []) decodePiece(known, earlier, piece.key ?? key, state);
    yield JSON.stringify(decodePiece(known, piece.bytes, piece.key ?? key, state));
  }
}

function decodePiece(
  format: TelegramFormat,
  bytes: Uint8Array,
  keyText: KeyText | undefined,
  state: DecoderState,
): Decoded {
  if (keyText === undefined) return decodeTelegram({ format, bytes, state });
  const key = parseKey(keyText);
  if (key === undefined) return refuse('BAD_KEY', 'The key is neither hexadecimal nor base64.');
  return decodeTelegram({ format, bytes, key, state });
}
