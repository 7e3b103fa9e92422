import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect } from 'chai';
import { openOutbox, type OutboxClient } from '../../../../core/chain/outbox.ts';
import { openOutboxStore } from '../../../../core/chain/outbox-store.ts';
import { createHttpApp, healthRoutes, startHttp, type HttpService } from '../../../../core/runtime/http-service.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { createMetrics } from '../../../../core/runtime/metrics.ts';
import type { Work } from '../../../../core/runtime/start/illnesses.ts';
import { VERSION } from '../../../../core/runtime/start/version.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

type Told = { status: number; body: Record<string, unknown> };

describe('the health of a program, whichever it is', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  function serve(data: string, over: { work?: () => Work[]; leastFree?: number } = {}): Promise<HttpService> {
    const app = createHttpApp();
    healthRoutes(app, { health: () => ({ pending: 3 }), metrics: createMetrics('x_', { folder: data }), ...over });
    return startHttp({ app, host: '127.0.0.1', port: 0 });
  }
  async function health({ url }: HttpService): Promise<Told> {
    const response = await fetch(`${url}/health`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('is red while work is late, says which and for how long, and tells its counts all the same', async () => {
    let waitsSeconds: number | undefined = 61;
    const work = (): Work[] => [{ what: 'The oldest block waits', waitsSeconds, atMostSeconds: 60 }];
    await using service = await serve(folder.path, { work });
    const { status, body } = await health(service);
    expect(status).to.equal(503);
    expect(body).to.deep.include({ pending: 3, code: 'UNHEALTHY', status: 503 });
    expect(body['detail']).to.equal('The oldest block waits for 61 s, which is more than 60 s.');
    expect(body).to.not.have.property('ok');
    for (waitsSeconds of [60, undefined])
      expect(await health(service)).to.deep.equal({ status: 200, body: { ok: true, version: VERSION, pending: 3 } });
  });

  it('says what is late under a code beside all else, so that whoever watches can tell them apart', async () => {
    const late = { code: 'ORDER_LATE', waitsSeconds: 901, atMostSeconds: 900 } as const;
    const work = (): Work[] => [
      { ...late, what: 'A payment waits' },
      { code: 'OUTBOX_LATE', what: 'A block waits', waitsSeconds: 5, atMostSeconds: 60 },
      { what: 'The broker is away', waitsSeconds: 61, atMostSeconds: 60 },
    ];
    await using service = await serve(folder.path, { work });
    const broker = 'The broker is away for 61 s, which is more than 60 s.';
    const detail = `A payment waits for 901 s, which is more than 900 s. ${broker}`;
    expect((await health(service)).body).to.deep.include({ detail, late: [late], ill: [broker] });
  });

  it('is red on a full disk, and well again once there is room', async function () {
    if (process.getuid?.() !== 0 || process.platform !== 'linux') this.skip();
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    try {
      await using service = await serve(disk);
      expect((await health(service)).status).to.equal(200);
      writeFileSync(join(disk, 'large'), new Uint8Array(8 * 1024 * 1024));
      const { status, body } = await health(service);
      expect(status).to.equal(503);
      expect(body['detail']).to.match(/^Its disk is full: \d+ KiB are free\. Make room; nothing is lost\.$/);
      rmSync(join(disk, 'large'));
      expect((await health(service)).status).to.equal(200);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('is measured against what the program wants to be free', async () => {
    await using service = await serve(folder.path, { leastFree: Number.MAX_SAFE_INTEGER });
    expect((await health(service)).body['detail']).to.include('Its disk is full');
  });
});

describe('the oldest block of an outbox', () => {
  it('is the one that was dated first of those that are pending', () => {
    const database = new DatabaseSync(':memory:');
    const store = openOutboxStore(database);
    expect(store.oldest()).to.equal(undefined);
    const address = `0x${'ab'.repeat(20)}` as const;
    for (const [at, timestamp] of [300, 100, 200].entries())
      store.add({
        digest: `0x${String(at).repeat(64)}`,
        tag: 'x',
        sender: address,
        ledger: address,
        openUntil: 1n,
        signed: JSON.stringify({ block: { timestamp: String(timestamp) } }),
      });
    expect(store.oldest()).to.equal(100);
    store.markRecorded(`0x${'1'.repeat(64)}`);
    expect(store.oldest()).to.equal(200);
    database.close();
  });

  it('is late after a minute, and kept out after an hour', () => {
    const database = new DatabaseSync(':memory:');
    const client = Object.create(null) as OutboxClient;
    const outbox = openOutbox({ database, client, log: createLog('test', 'silent') });
    const address = `0x${'ab'.repeat(20)}` as const;
    const told = (age: number): string => {
      const timestamp = Math.floor(Date.now() / 1000) - age;
      const signed = JSON.stringify({ block: { timestamp: String(timestamp) } });
      const digest = `0x${String(timestamp).padStart(64, '0')}` as const;
      openOutboxStore(database).add({ digest, tag: 'x', sender: address, ledger: address, openUntil: 1n, signed });
      const [work] = outbox.work();
      return `${String(work?.code)} ${(work?.waitsSeconds ?? 0) > (work?.atMostSeconds ?? 0) ? 'late' : 'in time'}`;
    };
    expect(outbox.work()[0]?.waitsSeconds).to.equal(undefined);
    // A minute of margin for a machine that stands still.
    expect([told(0), told(120), told(3_500), told(3_700)]).to.deep.equal([
      ...['OUTBOX_LATE in time', 'OUTBOX_LATE late', 'OUTBOX_LATE late', 'BLOCK_KEPT_OUT late'],
    ]);
    database.close();
  });
});
