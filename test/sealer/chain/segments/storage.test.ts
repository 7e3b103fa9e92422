import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { findPart, STORAGE } from '../../../../scripts/network/go-parts.ts';
import { openStorage } from '../../../../sealer/storage/s3-storage.ts';
import { storagePlace } from '../../../../sealer/storage/storage-place.ts';
import { recordsOfFolder } from '../../../../sealer/verify/read-records.ts';
import { startReplica } from '../../../../sealer/replica/main.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli } from '../../../support/run-cli.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { replicaSettingsOf } from '../../replica/support/replica-settings.ts';
import { ask, outcome, rate, startCompany, submit } from '../../support/company.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const KEY = { accessKeyId: 'company', secretAccessKey: 'secret-of-the-company' };

/** The storage that `npm run storage:install` puts here, over a folder; its bucket is `old`. */
async function startStorage(folder: string, binary: string): Promise<AsyncDisposable & { url: string }> {
  mkdirSync(join(folder, 'old'), { recursive: true });
  const port = await freePort();
  const own = { ROOT_ACCESS_KEY: KEY.accessKeyId, ROOT_SECRET_KEY: KEY.secretAccessKey };
  const child: ChildProcess = spawn(binary, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder], {
    env: { ...process.env, ...own },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/old`;
  await waitFor('the storage', async () => {
    if (child.exitCode !== null) throw new Error('the storage ended');
    return fetch(url).then(
      () => true,
      () => false,
    );
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

describe('a storage for old parts of a log (versitygw; npm run storage:install)', () => {
  const binary = findPart(STORAGE);
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());
  before(function () {
    if (binary === undefined) this.skip();
  });

  it('gives back what was put there, to nobody with another key, and says what it lacks', async () => {
    await using server = await startStorage(join(folder.path, 'one'), binary ?? '');
    const place = storagePlace(`${server.url}/of/company-1`);
    const storage = openStorage(place, KEY);
    const content = Buffer.from('some bytes of a segment');
    await storage.put('0.segment', content, SIGNAL);
    expect(await storage.get('0.segment', content.length, SIGNAL)).to.deep.equal(content);
    expect(await refusal(() => storage.get('1.segment', 5, SIGNAL))).to.equal('STORAGE_LACKS');
    const stranger = openStorage(place, { ...KEY, secretAccessKey: 'another' });
    expect(await refusal(() => stranger.get('0.segment', 5, SIGNAL))).to.equal('STORAGE_REFUSED');
    expect(await refusal(() => stranger.put('0.segment', content, SIGNAL))).to.equal('STORAGE_REFUSED');
  });

  it('holds a running sealer’s old segments, and pages, history, a new replica, verify and a start without index go on', async () => {
    await using server = await startStorage(join(folder.path, 'two'), binary ?? '');
    const data = join(folder.path, 'sealer');
    const over = { segmentBlocks: 4, snapshotEvery: 0 };
    const segments = join(data, 'blocks.segments');
    const here = (): string[] => readdirSync(segments).filter((name) => name.endsWith('.segment'));
    {
      await using sealer = await startCompany(data, over);
      for (let n = 0; n < 30; n++) {
        const { body } = await submit(sealer.url, rate(sealer.network, n));
        expect(await outcome(sealer.url, body['digest'])).to.have.property('state', 'sealed');
      }
      await waitFor('segments', () => here().length >= 6);
      const page = `${sealer.url}/v1/blocks?from=4&limit=8`;
      const before = (await ask(page)).body['blocks'] as unknown[];
      writeFileSync(join(data, 'storage-key.json'), JSON.stringify(KEY));
      const args = ['log', 'move', '--data', data, '--to', `${server.url}/company`, '--keep', '1', '--fetched', '0'];
      const moved = await runCli([...args, '--json']);
      expect(moved.code, moved.stderr).to.equal(0);
      expect(JSON.parse(moved.stdout)).to.deep.include({ stay: here().length });
      expect(here().length).to.be.lessThan(4);
      const pages: unknown[] = [];
      while (pages.length < 8) {
        const { body } = await ask(`${sealer.url}/v1/blocks?from=${4 + pages.length}&limit=${8 - pages.length}`);
        pages.push(...(body['blocks'] as unknown[]));
      }
      expect(pages).to.deep.equal(before);
      const address = sealer.network.contracts.tariffs;
      const params = [{ address, fromBlock: '0x4', toBlock: '0x14' }];
      const { body: logs } = await ask(`${sealer.url}/rpc`, { jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params });
      expect(logs['result'], JSON.stringify(logs)).to.be.an('array').with.length.greaterThan(10);
      const settings = { snapshotWitnesses: 0 };
      await using replica = await startReplica(
        replicaSettingsOf(join(folder.path, 'replica'), sealer.url, settings),
        SIGNAL,
      );
      expect(replica.chain.head?.number).to.equal(sealer.chain.head?.number);
    }
    const texts = await Array.fromAsync(recordsOfFolder(data));
    expect(texts).to.deep.equal(await Array.fromAsync(recordsOfFolder(join(folder.path, 'replica'))));
    rmSync(join(data, 'index.db'));
    await using again = await startCompany(data, over);
    expect(again.chain.head?.number).to.equal(BigInt(texts.length - 1));
  });
});
