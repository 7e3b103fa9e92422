import { once } from 'node:events';
import { connect } from 'node:net';
import { SerialPort } from 'serialport';
import type { Duplex } from 'node:stream';

export type StreamPlace =
  { host: string; port: number } | { path: string; baudRate: number; parity: 'none' | 'even' | 'odd' };

const CONNECT_MS = 5_000;

/** An open TCP connection or serial line. The caller destroys it. Throws what the system says when it is not there. */
export async function openStream(place: StreamPlace, signal: AbortSignal): Promise<Duplex> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
  if ('host' in place) {
    const socket = connect({ ...place, keepAlive: true, keepAliveInitialDelay: 30_000 });
    socket.on('error', () => undefined);
    try {
      await once(socket, 'connect', { signal: limit });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return socket;
  }
  const line = new SerialPort({ ...place, dataBits: 8, stopBits: 1, autoOpen: false });
  line.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => line.open((error) => (error === null ? resolve() : reject(error))));
  return line;
}

export function placeName(place: StreamPlace): string {
  return 'host' in place ? `${place.host}:${place.port}` : place.path;
}
