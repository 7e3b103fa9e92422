import { createServer } from 'node:net';
import { checksum } from './mbus-telegram.ts';
import type { Socket } from 'node:net';

const SND_NKE = 0x40;
const REQ_UD2 = 0x5b;
const ACK = Uint8Array.of(0xe5);

export type MbusSlaves = AsyncDisposable & { readonly host: string; readonly port: number };

/**
 * Meters on an M-Bus behind a TCP converter: answers SND_NKE with E5 and REQ_UD2 (EN 13757-2, either frame count bit) with the
 * telegram that `answer` gives for the primary address. An address without a meter stays silent, as on a real bus.
 */
export async function startMbusSlaves(args: {
  port: number;
  host?: string;
  answer: (address: number) => Uint8Array | undefined;
}): Promise<MbusSlaves> {
  const host = args.host ?? '127.0.0.1';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length > 0) {
        const start = pending.indexOf(0x10);
        if (start < 0) {
          pending = Buffer.alloc(0);
          return;
        }
        pending = pending.subarray(start);
        if (pending.length < 5) return;
        const [, control = 0, address = 0, sum, stop] = pending;
        if (stop !== 0x16 || sum !== checksum([control, address])) {
          pending = pending.subarray(1);
          continue;
        }
        pending = pending.subarray(5);
        const telegram = args.answer(address);
        if (telegram === undefined) continue;
        if (control === SND_NKE) socket.write(ACK);
        else if ((control & ~0x20) === REQ_UD2) socket.write(telegram);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(args.port, host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : args.port;
  return {
    host,
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
