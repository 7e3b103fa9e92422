import { toHex } from '../../../core/domain/bytes/hex.ts';
import { cutP1 } from './stream/cut-p1.ts';
import { readStream } from './stream/read-stream.ts';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';

/**
 * What a P1 port sends, over a serial line or a reader on TCP (ser2net and others). `meter` names the entry where telegrams are encrypted: those do not say in clear
 * whose they are.
 */
export async function p1Input(input: InputOf<'p1-tcp'> | InputOf<'p1-serial'>, context: InputContext): Promise<void> {
  const onPiece = (piece: Buffer): void =>
    void context.take({ meter: input.meter, format: 'p1', content: { format: 'p1', hex: toHex(piece) } });
  await readStream({ place: input, cut: cutP1, onPiece, context });
}
