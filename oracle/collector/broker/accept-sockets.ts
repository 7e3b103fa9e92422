import { createServer } from 'node:net';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Server, Socket } from 'node:net';

export type Door = AsyncDisposable & { readonly port: number };

const MAX_CONNECTIONS = 1_000;

/** Listens, and lets in so many connections altogether and from one address. @throws InputError PORT_TAKEN */
export async function acceptSockets(args: {
  host: string;
  port: number;
  perAddress: number;
  onSocket: (socket: Socket) => void;
  onTooMany: () => void;
}): Promise<Door> {
  const sockets = new Set<Socket>();
  const addresses = new Map<string, number>();
  const server = createServer((socket) => {
    const address = socket.remoteAddress ?? '';
    const before = addresses.get(address) ?? 0;
    if (sockets.size >= MAX_CONNECTIONS || before >= args.perAddress) {
      args.onTooMany();
      socket.destroy();
      return;
    }
    sockets.add(socket);
    addresses.set(address, before + 1);
    socket.setNoDelay(true);
    socket.on('close', () => {
      sockets.delete(socket);
      const left = (addresses.get(address) ?? 1) - 1;
      if (left > 0) addresses.set(address, left);
      else addresses.delete(address);
    });
    args.onSocket(socket);
  });
  await listen(server, args.host, args.port);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : args.port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new InputError(
              'PORT_TAKEN',
              `Port ${port} of ${host} is taken. Stop the program that has it, or set another port.`,
              { cause },
            )
          : cause,
      ),
    );
    server.listen(port, host, resolve);
  });
}
