import { createServer } from 'node:net';
import { listenFault } from '../../../core/runtime/start/listen-fault.ts';
import type { Server, Socket } from 'node:net';

export type Door = AsyncDisposable & { readonly port: number };

const MAX_CONNECTIONS = 1_000;

/**
 * Listens, and lets in so many connections altogether and from one address. Where there is no room, the oldest connection that nobody has signed in on makes
 * it, of that address or of all: whoever holds connections open without a word keeps no gateway out.
 * @param isSignedIn whether somebody has signed in on a connection
 * @throws InputError as `listenFault`
 */
export async function acceptSockets(args: {
  host: string;
  port: number;
  perAddress: number;
  isSignedIn: (socket: Socket) => boolean;
  onSocket: (socket: Socket) => void;
  onTooMany: () => void;
}): Promise<Door> {
  /** In the order in which they came, with their addresses. */
  const sockets = new Map<Socket, string>();
  const addresses = new Map<string, number>();
  const oldestSilent = (of: string | undefined): Socket | undefined => {
    for (const [socket, address] of sockets)
      if ((of === undefined || address === of) && !args.isSignedIn(socket)) return socket;
    return undefined;
  };
  const leave = (socket: Socket): void => {
    const address = sockets.get(socket);
    if (address === undefined) return;
    sockets.delete(socket);
    const left = (addresses.get(address) ?? 1) - 1;
    if (left > 0) addresses.set(address, left);
    else addresses.delete(address);
  };
  const server = createServer((socket) => {
    const address = socket.remoteAddress ?? '';
    const before = addresses.get(address) ?? 0;
    const ofAddress = before >= args.perAddress;
    if (ofAddress || sockets.size >= MAX_CONNECTIONS) {
      args.onTooMany();
      const silent = oldestSilent(ofAddress ? address : undefined);
      (silent ?? socket).destroy();
      if (silent === undefined) return;
      leave(silent);
    }
    sockets.set(socket, address);
    addresses.set(address, (addresses.get(address) ?? 0) + 1);
    socket.setNoDelay(true);
    socket.on('close', () => leave(socket));
    args.onSocket(socket);
  });
  await listen(server, args.host, args.port);
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : args.port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenFault(cause, { host, port })));
    server.listen(port, host, resolve);
  });
}
