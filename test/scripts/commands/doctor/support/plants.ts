import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { DatabaseSync } from 'node:sqlite';
import { Aedes } from 'aedes';
import { loadOrCreateAccount } from '../../../../../core/runtime/keystore.ts';
import { createLog } from '../../../../../core/runtime/log.ts';
import { startBroker } from '../../../../../oracle/collector/broker/start-broker.ts';
import { keystoreOf } from '../../../../../scripts/world/world-plan.ts';
import { hashOfPiece } from '../../../../../sealer/snapshot/manifest.ts';
import { snapshotFolder } from '../../../../../sealer/snapshot/snapshot-folder.ts';
import { edit } from './owners.ts';

/** Changes settings of a program; one that is undefined is taken away. */
export function settings(dir: string, program: string, change: Readonly<Record<string, unknown>>): void {
  edit(join(dir, program, 'settings.json'), change);
}

export function portIn(dir: string, program: string, key?: string): number {
  const found = JSON.parse(readFileSync(join(dir, program, 'settings.json'), 'utf8')) as Record<string, unknown>;
  return Number(found[key ?? (found['port'] === undefined ? 'httpPort' : 'port')]);
}

export function urlIn(dir: string, program: string): string {
  return `http://127.0.0.1:${portIn(dir, program)}`;
}

export async function otherAccount(dir: string, program: string): Promise<void> {
  const files = keystoreOf(join(dir, program));
  rmSync(files.file);
  await loadOrCreateAccount(files);
}

export function otherToken(dir: string): void {
  writeFileSync(join(dir, 'sealer/other.token'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  settings(dir, 'sealer', { keeperToken: 'other.token' });
}

export function newerStore(file: string): void {
  using database = new DatabaseSync(file);
  database.exec('pragma user_version = 999');
}

/** Of one that has ended. */
export function goneProcess(): number {
  return spawnSync('true').pid;
}

/** A byte of the first frame, with whole ones behind it. */
export function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

export function snapshotWithoutPiece(dir: string): void {
  const data = join(dir, 'sealer');
  const state = new Uint8Array(100).fill(7);
  const hash = `0x${'00'.repeat(32)}` as const;
  const folder = snapshotFolder(data);
  folder.write(
    { number: 1n, sealHash: hash, stateRoot: hash, bytes: 100, slots: 1, pieces: [hashOfPiece(state)] },
    state,
  );
  truncateSync(folder.pieceFile(1n, 0), 50);
}

/** A state that is due at each block, of which there is none three days later. */
export function lateSnapshot(dir: string): { now: () => number } {
  settings(dir, 'sealer', { snapshotEvery: 1 });
  return { now: () => Date.now() + 3 * 86_400_000 };
}

/** It is an hour later at the second look. */
export function movingClock(): () => number {
  let looks = 0;
  return () => Date.now() + (looks++ === 0 ? 0 : 3_600_000);
}

/** Somebody else at a port, who ends each connection. */
export async function listen(port: number): Promise<AsyncDisposable> {
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A broker with TLS, whose certificate another authority signed than the gateway knows. */
export async function brokerOfOtherAuthority(dir: string): Promise<AsyncDisposable> {
  const made = join(dir, '../../certified-collection/certificates');
  const broker = await Aedes.createBroker();
  const [cert, key] = ['broker.crt', 'broker.key'].map((name) => readFileSync(join(made, name)));
  const server = createTlsServer({ cert, key }, broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  settings(dir, 'gateway', { mqttUrl: `mqtts://127.0.0.1:${port}` });
  copyFileSync(join(made, 'gateways-ca.crt'), join(dir, 'broker-ca.crt'));
  return {
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => broker.close(resolve));
    },
  };
}

/** The embedded broker, where this gateway has another token. */
export async function brokerOfOthers(dir: string): Promise<AsyncDisposable> {
  const broker = await startBroker({
    ...{ host: '127.0.0.1', port: 0, perAddress: 10, log: createLog('broker', 'silent') },
    tokens: new Map([['house-1', 'a token of another gateway']]),
    onMessage: async () => undefined,
    onRefused: () => undefined,
  });
  settings(dir, 'gateway', { mqttUrl: `mqtt://127.0.0.1:${broker.port}` });
  return broker;
}
