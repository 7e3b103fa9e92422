import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { PORT_NAMES, type WorldPorts } from './world-ports.ts';

/** Below the ranges from which systems give ports to outgoing connections (Linux 32768, IANA 49152): nobody takes one of these by chance. */
const FIRST = 12_000;
const LAST = 32_000;

/** As many free TCP ports of the loopback interface as asked for; all are held until the last is known, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(FIRST, LAST);
    const server = held.has(port) ? undefined : await hold(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  return [...held.keys()];
}

/** Free ports for all listeners of a world. */
export async function freeWorldPorts(): Promise<WorldPorts> {
  const free = await freePorts(PORT_NAMES.length);
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, free[index]])) as WorldPorts;
}

async function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined)).listen(port, '127.0.0.1', () => resolve(server));
  });
}
