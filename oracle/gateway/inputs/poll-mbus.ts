import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { openStream, placeName } from './stream/open-stream.ts';
import type { Duplex } from 'node:stream';
import type { StreamPlace } from './stream/open-stream.ts';

const SND_NKE = 0x40;
const REQ_UD2 = 0x7b;
const ACK = 0xe5;
const LONG = 0x68;
const STOP = 0x16;

/**
 * Reads one meter over a serial line or a TCP M-Bus converter (EN 13757-2): SND_NKE, its acknowledgement, REQ_UD2 with the frame count bit
 * set, one long frame. Bytes before the acknowledgement are the echo or noise of the line. Checksum and content are the decoder's business.
 * @returns the whole frame as it came
 * @throws TransientError MBUS_UNREACHABLE, MBUS_SILENT, MBUS_NOISE
 */
export async function pollMbus(args: {
  place: StreamPlace;
  address: number;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Uint8Array> {
  const where = `meter ${args.address} at ${placeName(args.place)}`;
  let stream: Duplex;
  try {
    stream = await openStream(args.place, args.signal);
  } catch (cause) {
    throw new TransientError('MBUS_UNREACHABLE', `The M-Bus converter of ${where} is not there.`, { cause });
  }
  try {
    return await ask(stream, { ...args, where });
  } finally {
    stream.removeAllListeners('data').destroy();
  }
}

async function ask(
  stream: Duplex,
  args: { address: number; timeoutMs: number; signal: AbortSignal; where: string },
): Promise<Uint8Array> {
  const { where, address } = args;
  const answer = Promise.withResolvers<Uint8Array>();
  const fail = (code: string, message: string): void => answer.reject(new TransientError(code, message));
  const stop = (): void => fail('MBUS_SILENT', `Stopped waiting for ${where}.`);
  const timer = setTimeout(
    () => fail('MBUS_SILENT', `No answer of ${where} within ${args.timeoutMs} ms.`),
    args.timeoutMs,
  );
  args.signal.addEventListener('abort', stop, { once: true });
  let received = Buffer.alloc(0);
  let acknowledged = false;
  stream.on('close', () => fail('MBUS_SILENT', `The converter of ${where} hung up.`));
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (!acknowledged) {
      const at = received.indexOf(ACK);
      if (at < 0) return received.length > 16 ? fail('MBUS_NOISE', `${where} answers SND_NKE with no E5.`) : undefined;
      acknowledged = true;
      received = received.subarray(at + 1);
      stream.write(shortFrame(REQ_UD2, address));
    }
    if (received.length === 0) return;
    if (received[0] !== LONG) return fail('MBUS_NOISE', `${where} answers REQ_UD2 with no long frame.`);
    const length = (received[1] ?? 0) + 6;
    if (received.length < 4 || received.length < length) return;
    if (received[length - 1] !== STOP) return fail('MBUS_NOISE', `The long frame of ${where} has no end.`);
    answer.resolve(Uint8Array.from(received.subarray(0, length)));
  });
  stream.write(shortFrame(SND_NKE, address));
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    args.signal.removeEventListener('abort', stop);
  }
}

function shortFrame(control: number, address: number): Uint8Array {
  return Uint8Array.of(0x10, control, address, (control + address) & 0xff, STOP);
}
