import { createConnection } from 'node:net';

/** The ports on which somebody on this machine listens already. */
export async function busyPorts(ports: Readonly<Record<string, number>>): Promise<number[]> {
  const checked = await Promise.all(Object.values(ports).map(async (port) => ((await answers(port)) ? [port] : [])));
  return checked.flat();
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
