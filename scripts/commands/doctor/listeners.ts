import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Examined } from './read-machine.ts';

/** Where a program listens; `main` answers /health. */
export type Listener = { of: Examined; host: string; port: number; main: boolean; proxied: boolean };

/** Ports that a program takes by chance are nobody's to name. */
export function listenersOf(one: Examined): Listener[] {
  const { settings } = one;
  const port = 'port' in settings ? settings.port : settings.httpPort;
  const proxied = 'proxies' in settings && settings.proxies > 0;
  const found: Listener[] = [{ of: one, host: settings.host, port, main: true, proxied }];
  const more = (host: string, taken: number): void =>
    void found.push({ of: one, host, port: taken, main: false, proxied: false });
  if (one.program === 'oracle' && one.settings.mqttUrl === undefined)
    more(one.settings.mqttHost, one.settings.mqttPort);
  if (one.program === 'app' && one.settings.operatorPort !== undefined) more('127.0.0.1', one.settings.operatorPort);
  return found.filter((each) => each.port > 0);
}

const ANY = new Set(['0.0.0.0', '::']);
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || host.startsWith('127.');
}

/** Whether a program of this machine can listen there; of a name nobody here knows. */
export function isOwnHost(host: string): boolean {
  if (isIP(host) === 0 || isLoopback(host) || ANY.has(host)) return true;
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host));
}

/** How this machine reaches it. */
export function urlOf({ host, port }: Pick<Listener, 'host' | 'port'>): string {
  const reached = ANY.has(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** The program of this machine behind an address, where there is one. */
export function behind(listeners: readonly Listener[], url: string): Examined | undefined {
  const { hostname, port, protocol } = new URL(url);
  const asked = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = listeners.find(
    (one) =>
      one.port === asked && (one.host === host || (isLoopback(host) && (isLoopback(one.host) || ANY.has(one.host)))),
  );
  return found?.of;
}
