import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChildProgram } from '../../../scripts/world/child-program.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';

export const OWNERS = ['company', 'portal', 'power', 'collection', 'gateway'] as const;
export const FLAT = 'flat-1';
export const ACCOUNT = '4070210001';

/** Of a hundred ports in a row those that are asked for; two owners may not meet. */
export async function portsBase(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return Math.floor(port / 100) * 100;
}

/** The world outside: an identity portal and a bank. */
export async function startOutside(folder: string, base: number): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const portal = `http://127.0.0.1:${base + 11}`;
  const persons = [
    { login: FLAT, name: 'Resident', premises: [{ premise: FLAT, address: '1', personalAccount: ACCOUNT }] },
  ];
  const settings = {
    'sandbox-identity': { port: base + 60, redirectUri: `${portal}/auth/callback`, persons },
    'sandbox-bank': { port: base + 61, webhookUrl: `${portal}/webhooks/bank` },
  };
  for (const [name, own] of Object.entries(settings)) {
    mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ ...own, dataDir: join(folder, name), logLevel: 'warn' }));
    const logFile = join(folder, `${name}.log`);
    opened.use(await startChildProgram({ name, command: [name, '--settings', file], logFile }));
  }
  return opened.move();
}

const FIRST_PORTS: Readonly<Record<string, number>> = {
  company: 0,
  portal: 10,
  provider: 20,
  collector: 30,
  gateway: 40,
};

/** `init` takes the usual ports where it is told none. */
export function withPorts(line: string, base: number): string {
  const [, owner = ''] = /^domledger init (\w+) /.exec(line) ?? [];
  const first = FIRST_PORTS[owner];
  if (first === undefined) return line;
  const sealer = ['portal', 'provider', 'collector'].includes(owner) ? ` --sealer http://127.0.0.1:${base}` : '';
  const replica = owner === 'collector' ? ` --replica http://127.0.0.1:${base + 2}` : '';
  return `${line} --port ${base + first}${sealer}${replica}`;
}
