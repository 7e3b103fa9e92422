import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { cutAmber, cutLengths, cutLines, telegramOfLine } from './stream/cut-wmbus.ts';
import { keepOpen } from './stream/keep-open.ts';
import { readStream } from './stream/read-stream.ts';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';

const CUTTERS = { lines: cutLines, length: cutLengths, amber: cutAmber } as const;
type Writing = keyof typeof CUTTERS;

/** Telegrams of a wireless M-Bus receiver over TCP or a serial line. */
export async function radioStreamInput(
  input: InputOf<'wmbus-tcp'> | InputOf<'wmbus-serial'>,
  context: InputContext,
): Promise<void> {
  const onPiece = (piece: Buffer): void => takeRadio(context, input.writing, piece);
  await readStream({ place: input, cut: CUTTERS[input.writing], onPiece, context });
}

/** Telegrams of receivers that send datagrams: each one telegram, or lines. */
export async function radioUdpInput(input: InputOf<'wmbus-udp'>, context: InputContext): Promise<void> {
  const { host, port, writing } = input;
  await keepOpen(context, `udp ${host}:${port}`, async () => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const stop = (): void => void socket.close();
    socket.on('message', (datagram) => {
      const text = writing === 'lines' ? Buffer.concat([datagram, Buffer.from('\n')]) : datagram;
      const { pieces, skipped } = CUTTERS[writing](text);
      if (skipped > 0 || pieces.length === 0) context.count('INPUT_GARBAGE');
      for (const piece of pieces) takeRadio(context, writing, piece);
    });
    const failed = once(socket, 'close');
    socket.bind(port, host);
    context.signal.addEventListener('abort', stop, { once: true });
    try {
      await failed;
    } finally {
      context.signal.removeEventListener('abort', stop);
    }
  });
}

function takeRadio(context: InputContext, writing: Writing, piece: Buffer): void {
  const bytes = writing === 'lines' ? telegramOfLine(piece.toString('latin1')) : piece;
  if (bytes === undefined) {
    context.count('INPUT_GARBAGE');
    return;
  }
  context.take({ format: 'wmbus', content: { format: 'wmbus', hex: toHex(bytes) } });
}
