import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { inTransaction, openDatabase } from '../../../core/runtime/sqlite.ts';
import { parseUpMessage } from '../../../oracle/messages.ts';
import { connectLoadGateway } from './load-gateway.ts';

const SINK = fileURLToPath(new URL('sink-process.ts', import.meta.url));

/** Seconds that the same broker takes for the same messages when it does nothing with them. */
export async function sinkSeconds(payloads: readonly Uint8Array[], window: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SINK, 'bench', 'sink-token'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (data: Buffer) => resolve(data.toString('utf8').trim()));
      child.once('exit', () => reject(new Error('the sink of the bench ended')));
    });
    const url = `mqtt://127.0.0.1:${said}`;
    await using gateway = await connectLoadGateway({ url, gatewayId: 'bench', token: 'sink-token' });
    return await gateway.sendAll(payloads, { window });
  } finally {
    const gone = once(child, 'exit');
    child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(timer);
  }
}

/** Seconds that SQLite takes to commit the same frames, a durable transaction for each message. */
export function insertSeconds(payloads: readonly Uint8Array[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-'));
  try {
    const database = openDatabase(join(folder, 'bare.sqlite'), [
      'create table frames (channel text not null, sequence integer not null, frame blob not null, ciphertext blob not null, primary key (channel, sequence)) strict;',
    ]);
    const insert = database.prepare('insert into frames values (?, ?, ?, ?)');
    const batches = payloads.map((payload) => {
      const message = parseUpMessage(payload);
      return 'batch' in message ? message.batch.frames : [];
    });
    const started = performance.now();
    for (const [index, frames] of batches.entries()) {
      inTransaction(database, () => {
        for (const { frame, ciphertext } of frames) insert.run(toHex(frame.subarray(36, 68)), index, frame, ciphertext);
      });
    }
    const seconds = (performance.now() - started) / 1000;
    database.close();
    return seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
