import { connect } from 'node:net';
import { TransientError } from '../../core/domain/errors.ts';

const SND_NKE = 0x40;
const REQ_UD2 = 0x7b;
const ACK = 0xe5;
const LONG = 0x68;
const STOP = 0x16;

/**
 * Reads one meter over a TCP M-Bus converter (EN 13757-2): SND_NKE, its acknowledgement, REQ_UD2 with the frame count bit set, one
 * long frame. Checksum and content are the decoder's business.
 * @returns the whole frame as it came
 * @throws TransientError MBUS_UNREACHABLE, MBUS_SILENT, MBUS_NOISE
 */
export async function pollMbus(args: {
  host: string;
  port: number;
  address: number;
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<Uint8Array> {
  const where = `meter ${args.address} at ${args.host}:${args.port}`;
  return new Promise<Uint8Array>((resolve, reject) => {
    const socket = connect({ host: args.host, port: args.port });
    let received = Buffer.alloc(0);
    let acknowledged = false;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      args.signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error').on('error', () => undefined);
      socket.destroy();
      settle();
    };
    const fail = (code: string, message: string, cause?: unknown): void =>
      finish(() => reject(new TransientError(code, message, cause === undefined ? {} : { cause })));
    const stop = (): void => fail('MBUS_SILENT', `Stopped waiting for ${where}.`);
    const timer = setTimeout(
      () => fail('MBUS_SILENT', `No answer of ${where} within ${args.timeoutMs} ms.`),
      args.timeoutMs,
    );
    args.signal.addEventListener('abort', stop, { once: true });
    socket.on('connect', () => socket.write(shortFrame(SND_NKE, args.address)));
    socket.on('error', (cause) => fail('MBUS_UNREACHABLE', `The M-Bus converter of ${where} is not there.`, cause));
    socket.on('close', () => fail('MBUS_SILENT', `The converter of ${where} hung up.`));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (!acknowledged) {
        if (received[0] !== ACK) return fail('MBUS_NOISE', `${where} answers SND_NKE with something else than E5.`);
        acknowledged = true;
        received = received.subarray(1);
        socket.write(shortFrame(REQ_UD2, args.address));
      }
      if (received.length === 0) return;
      if (received[0] !== LONG) return fail('MBUS_NOISE', `${where} answers REQ_UD2 with no long frame.`);
      const length = (received[1] ?? 0) + 6;
      if (received.length < 4 || received.length < length) return;
      if (received[length - 1] !== STOP) return fail('MBUS_NOISE', `The long frame of ${where} has no end.`);
      const frame = Uint8Array.from(received.subarray(0, length));
      finish(() => resolve(frame));
    });
  });
}

function shortFrame(control: number, address: number): Uint8Array {
  return Uint8Array.of(0x10, control, address, (control + address) & 0xff, STOP);
}
