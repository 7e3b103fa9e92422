import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { handoverToJson } from '../../../core/domain/seal/seal-keys.ts';
import { receiptToJson, type ReceiptJson } from '../../../core/domain/seal/admission-receipt.ts';
import { receiptAt } from '../../support/receipts.ts';
import { type SealFields, sealDigest, sealToJson } from '../../../core/domain/seal/seal.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { ask, outcome, rate, startCompany, STRANGER, submit } from '../../sealer/support/company.ts';
import { copyCompany } from '../../sealer/support/copy-company.ts';
import { waitFor } from '../../support/wait-for.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { spawnProgram } from '../../sealer/support/spawn-program.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { alarmsOf, cleared, LIVELY, looks, raised, replicaOf, SIGNAL, startWatching, watchdogOf } from './support.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { handoverAt } from '../../support/handover.ts';

async function carry(sealer: RunningSealer, n: number): Promise<Record<string, unknown>> {
  const { body } = await submit(sealer.url, rate(sealer.network, n));
  expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  return body;
}

function receiptBy(signer: Signer, sealer: RunningSealer, byBlock: bigint): ReceiptJson {
  const digest: Hex = toHex(new Uint8Array(32).fill(0xab));
  const head = sealer.chain.record(Number(sealer.chain.head?.number ?? 0n));
  return receiptToJson(receiptAt(domainOf(sealer.network), signer, head, { digest, byBlock }));
}

const sealerAt = (url: string) => ({ name: 'sealer', url, role: 'sealer' as const });
const replicaAt = (url: string, name = 'replica') => ({ name, url, role: 'replica' as const });

describe('watchdog', () => {
  it('takes a source that shows blocks of a stranger for a liar, and accuses nobody else', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    const record = JSON.parse(sealer.chain.recordText(1)) as Record<string, unknown>;
    const fields: SealFields = { ...sealer.chain.record(1).seal, blockHash: toHex(new Uint8Array(32).fill(3)) };
    const sealHash = sealDigest(domainOf(sealer.network), fields);
    const seal = sealToJson({ ...fields, signature: STRANGER.sign(sealHash) });
    const forged = { ...record, seal };
    await using liar = await fakePeer((path, response) => {
      if (path.startsWith('/v1/head')) return sendJson(response, { number: '1', sealHash, timestamp: '5' });
      if (path.startsWith('/v1/blocks')) return sendJson(response, { blocks: [forged] });
      if (path.startsWith('/v1/evidence'))
        return sendJson(response, { evidence: [{ kind: 'double-seal', seals: [seal, seal] }] });
      sendJson(response, { ok: true });
    });
    const sources = [sealerAt(sealer.url), replicaAt(liar.url, 'liar')];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources));
    const alarm = await raised(watchdog, 'SOURCE_LIES', 'liar');
    expect(alarm.what).to.include('liar says what cannot be');
    await looks(watchdog);
    expect((await alarmsOf(watchdog)).alarms.map(({ code, which }) => `${code} ${which}`)).to.deep.equal([
      'SOURCE_LIES liar',
    ]);
    expect(readdirSync(join(folder.path, 'watchdog', 'evidence'))).to.deep.equal([]);
  });

  it('follows a handover of the seal key that the old key signed, and no other', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const domain = domainOf(sealer.network);
    const one = sealer.chain.record(1).seal;
    const fields: SealFields = { ...one, number: 2n, parentSeal: sealDigest(domain, one) };
    const sealHash = sealDigest(domain, fields);
    const seal = sealToJson({ ...fields, signature: STRANGER.sign(sealHash) });
    const record = { ...(JSON.parse(sealer.chain.recordText(1)) as Record<string, unknown>), number: '2', seal };
    let handovers: unknown[] = [handoverToJson(handoverAt(domain, 2n, STRANGER, STRANGER))];
    await using other = await fakePeer((path, response) => {
      if (path.startsWith('/v1/head')) return sendJson(response, { number: '2', sealHash, timestamp: '5' });
      if (path.startsWith('/v1/handovers')) return sendJson(response, { handovers });
      if (path.startsWith('/v1/blocks?from=1&'))
        return sendJson(response, { blocks: [JSON.parse(sealer.chain.recordText(1))] });
      if (path.startsWith('/v1/blocks')) return sendJson(response, { blocks: [record] });
      sendJson(response, path.startsWith('/v1/evidence') ? { evidence: [] } : { ok: true });
    });
    const sources = [sealerAt(sealer.url), replicaAt(other.url, 'other')];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' }));
    await raised(watchdog, 'SOURCE_LIES', 'other');
    handovers = [handoverToJson(handoverAt(domain, 2n, await loadSigningKey(data, 'seal'), STRANGER))];
    await cleared(watchdog, 'SOURCE_LIES', 'other');
    expect((await ask(`${watchdog.url}/v1/sources`)).body['newest']).to.equal('2');
  });

  it('raises nothing while all is well, and refuses receipts that the company did not sign', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    await using replica = await startReplica(replicaOf(join(folder.path, 'replica'), sealer.url), SIGNAL);
    const sources = [sealerAt(sealer.url), replicaAt(replica.url)];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources));
    await looks(watchdog, 5);
    expect((await alarmsOf(watchdog)).alarms).to.deep.equal([]);
    const forged = await ask(`${watchdog.url}/v1/receipts`, receiptBy(STRANGER, sealer, 3n));
    expect([forged.status, forged.body['code']]).to.deep.equal([400, 'RECEIPT_FORGED']);
    expect((await ask(`${watchdog.url}/v1/receipts`, { digest: 'x' })).status).to.equal(400);
    const metrics = await (await fetch(`${watchdog.url}/metrics`)).text();
    expect(metrics).to.include('domledger_watchdog_source_up{source="replica"} 1');
    expect((await ask(`${watchdog.url}/v1/sources`)).body)
      .to.have.nested.property('sources[0].diskFreeBytes')
      .above(0);
  });

  it('tells that blocks are missed and the sealer is away, and that it is back', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const running = await startCompany(data, LIVELY);
    const { url, network } = running;
    await using replica = await startReplica(replicaOf(join(folder.path, 'replica'), url), SIGNAL);
    const sources = [sealerAt(url), replicaAt(replica.url)];
    await using watchdog = await startWatching(watchdogOf(folder.path, network, sources));
    await looks(watchdog);
    await running[Symbol.asyncDispose]();
    await raised(watchdog, 'UNREACHABLE', 'sealer');
    const missed = await raised(watchdog, 'BLOCKS_MISSED', 'company');
    // Not before heartbeat and grace are over.
    expect(Number(/no block for (\d+) s/.exec(missed.what)?.[1])).to.be.least(2);
    await using _again = await startCompany(data, { ...LIVELY, port: Number(new URL(url).port) });
    await cleared(watchdog, 'UNREACHABLE', 'sealer');
    await cleared(watchdog, 'BLOCKS_MISSED', 'company');
    expect((await alarmsOf(watchdog)).ended.map(({ code }) => code)).to.include.members([
      'UNREACHABLE',
      'BLOCKS_MISSED',
    ]);
  });

  it('lives on the statements of a sealer at rest, and misses them, and takes no forged one', async () => {
    using folder = tempFolder();
    using elsewhere = tempFolder();
    let ahead = 0;
    const now = (): number => Date.now() + ahead;
    const running = await startCompany(join(folder.path, 'sealer'), { heartbeat: '9h' }, now);
    const { url, network } = running;
    await using liar = await fakePeer((path, response) => {
      void ask(url + path).then(({ body }) => {
        const forged = { ...body, signature: STRANGER.sign(ZERO_32) };
        sendJson(response, path === '/v1/standing' ? forged : body);
      });
    });
    const settings = watchdogOf(folder.path, network, [sealerAt(url)], {
      heartbeat: '9h',
      blockClockDrift: '9h',
      clockDrift: '9h',
    });
    await using watchdog = await startWatching(settings, now);
    const atRest = [];
    for (let hours = 0; hours < 3; hours++) {
      await looks(watchdog);
      atRest.push(...(await alarmsOf(watchdog)).alarms);
      ahead += 3_600_000;
    }
    expect(atRest).to.deep.equal([]);
    const lied = watchdogOf(elsewhere.path, network, [{ ...sealerAt(liar.url), name: 'liar' }]);
    await using other = await startWatching(lied);
    expect((await raised(other, 'SOURCE_LIES', 'liar')).what).to.include('not by the seal key');
    await running[Symbol.asyncDispose]();
    ahead += 3_600_000;
    await raised(watchdog, 'BLOCKS_MISSED', 'company');
  });

  it('tells that a killed replica is away, once over restarts, and posts each change until it is taken', async () => {
    using folder = tempFolder();
    const notices: Record<string, unknown>[] = [];
    await using hook = await fakePeer((_path, response) => {
      const { req } = response;
      let text = '';
      req.setEncoding('utf8').on('data', (part: string) => (text += part));
      req.on('end', () => {
        notices.push(JSON.parse(text) as Record<string, unknown>);
        // The first answer is lost, so the same notice must come again.
        response.statusCode = notices.length === 1 ? 500 : 204;
        response.end();
      });
    });
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    const settings = replicaOf(join(folder.path, 'replica'), sealer.url);
    const replica = await spawnProgram('./replica-process.ts', settings);
    const sources = [sealerAt(sealer.url), replicaAt(replica.url)];
    const watching = watchdogOf(folder.path, sealer.network, sources, { webhookUrl: hook.url });
    {
      await using watchdog = await startWatching(watching);
      await looks(watchdog);
      await replica.kill();
      await raised(watchdog, 'UNREACHABLE', 'replica');
    }
    await using watchdog = await startWatching(watching);
    await looks(watchdog);
    const { alarms } = await alarmsOf(watchdog);
    expect(alarms.filter(({ code }) => code === 'UNREACHABLE')).to.have.length(1);
    const again = await spawnProgram('./replica-process.ts', { ...settings, port: Number(new URL(replica.url).port) });
    await cleared(watchdog, 'UNREACHABLE', 'replica');
    await again.kill();
    const told = (event: string): unknown[] =>
      notices.filter((one) => one['event'] === event && one['code'] === 'UNREACHABLE').map(({ id }) => id);
    await raised(watchdog, 'UNREACHABLE', 'replica');
    await waitFor('the notices', () => (told('cleared').length > 0 && told('raised').length > 2 ? true : undefined));
    const [first, second] = told('raised');
    expect(first).to.equal(second);
    expect(new Set(told('raised')).size).to.equal(2);
  });

  it('proves a fork when two sources show two blocks of one number, keeps it once, and ends the alarm when the file is moved', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    {
      await using founded = await startCompany(data);
      expect(founded.chain.head?.number).to.equal(1n);
    }
    const copy = copyCompany(data, join(folder.path, 'copy'));
    await using sealer = await startCompany(data);
    await using cheat = await startCompany(copy);
    await carry(sealer, 0);
    await carry(cheat, 7);
    const sources = [sealerAt(sealer.url), replicaAt(cheat.url, 'other')];
    const settings = watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' });
    const evidence = join(folder.path, 'watchdog', 'evidence');
    {
      await using watchdog = await startWatching(settings);
      await raised(watchdog, 'FORK', 'double-seal-2.json');
    }
    const file = join(evidence, 'double-seal-2.json');
    const { seal } = sealer.network;
    const domain = domainOf(sealer.network);
    const proof = parseEvidence(JSON.parse(readFileSync(file, 'utf8')));
    expect(checkEvidence(proof, { domain, signer: seal.address, targetBits: 4 })).to.include('two seals of block 2');
    await using watchdog = await startWatching(settings);
    await looks(watchdog);
    expect((await alarmsOf(watchdog)).alarms.map(({ code }) => code)).to.deep.equal(['FORK']);
    expect(readdirSync(evidence)).to.deep.equal(['double-seal-2.json']);
    renameSync(file, join(folder.path, 'handed-over.json'));
    await cleared(watchdog, 'FORK', 'double-seal-2.json');
    await looks(watchdog);
    expect((await alarmsOf(watchdog)).alarms).to.deep.equal([]);
  });

  it('finds a company that put back an old state, by the heads of before its own restart', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    {
      await using founded = await startCompany(data);
      expect(founded.chain.head?.number).to.equal(1n);
    }
    const copy = copyCompany(data, join(folder.path, 'copy'));
    let url: string;
    {
      await using sealer = await startCompany(data);
      url = sealer.url;
      await carry(sealer, 0);
      await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, [sealerAt(url)]));
      await looks(watchdog);
    }
    await using cheat = await startCompany(copy, { port: Number(new URL(url).port) });
    for (const n of [7, 8, 9]) await carry(cheat, n);
    await using watchdog = await startWatching(watchdogOf(folder.path, cheat.network, [sealerAt(url)]));
    await raised(watchdog, 'FORK', 'double-seal-2.json');
  });

  it('proves a promise that was signed and not kept, from the portal or posted, and forgets those that were kept', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, LIVELY);
    const sealKey = await loadSigningKey(data, 'seal');
    const kept = await carry(sealer, 0);
    const broken = receiptBy(sealKey, sealer, (sealer.chain.head?.number ?? 0n) + 3n);
    const forged = { ...receiptBy(STRANGER, sealer, 1n), state: 'pending' };
    await using portal = await fakePeer((path, response) => {
      const after = Number(new URL(path, 'http://x').searchParams.get('after') ?? '0');
      const promises = after === 0 ? [forged, { ...broken, state: 'pending' }] : [];
      sendJson(response, path.startsWith('/api/promises') ? { promises, next: '2' } : { nextBlock: '1000' });
    });
    const sources = [sealerAt(sealer.url), { name: 'portal', url: portal.url, role: 'portal' as const }];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources));
    expect((await ask(`${watchdog.url}/v1/receipts`, kept)).status).to.equal(202);
    const name = `broken-promise-${(broken['digest'] ?? '').slice(2, 18)}.json`;
    await raised(watchdog, 'PROMISE_BROKEN', name);
    const proof = parseEvidence(JSON.parse(readFileSync(join(folder.path, 'watchdog', 'evidence', name), 'utf8')));
    const { seal } = sealer.network;
    const domain = domainOf(sealer.network);
    expect(checkEvidence(proof, { domain, signer: seal.address, targetBits: 4 })).to.include('no block up to there');
    await waitFor('the kept promise is judged', async () => {
      const text = await (await fetch(`${watchdog.url}/metrics`)).text();
      return text.includes('promises_open 0') ? true : undefined;
    });
    expect((await alarmsOf(watchdog)).alarms.map(({ code }) => code)).to.deep.equal(['PROMISE_BROKEN']);
  });

  it('tells that blocks are dated by a wrong clock, and that it was set right', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const late = await startCompany(data, LIVELY, () => Date.now() - 2 * 3_600_000);
    const { url, network } = late;
    const settings = watchdogOf(folder.path, network, [sealerAt(url)]);
    await using watchdog = await startWatching(settings);
    expect((await raised(watchdog, 'BLOCK_CLOCK', 'sealer')).what).to.match(/dated -7\d{3} s off/);
    await late[Symbol.asyncDispose]();
    await using _right = await startCompany(data, { ...LIVELY, port: Number(new URL(url).port) });
    await cleared(watchdog, 'BLOCK_CLOCK', 'sealer');
  });

  it('tells that clocks differ and that a disk has less room than it should, until that is over', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    const over = { diskFreeMib: 2 ** 40, clockDrift: '5s' };
    {
      const settings = watchdogOf(folder.path, sealer.network, [sealerAt(sealer.url)], over);
      await using watchdog = await startWatching(settings, () => Date.now() + 60_000);
      expect((await raised(watchdog, 'CLOCK_DRIFT', 'sealer')).what).to.match(/-(59|60)\.\d s off/);
      expect((await raised(watchdog, 'DISK_LOW', 'sealer')).what).to.match(/Only \d+ MiB/);
    }
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, [sealerAt(sealer.url)]));
    await cleared(watchdog, 'CLOCK_DRIFT', 'sealer');
    await cleared(watchdog, 'DISK_LOW', 'sealer');
  });

  it('shows its page in both languages, without scripts', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    const sources = [sealerAt(sealer.url), replicaAt('http://127.0.0.1:9')];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources));
    await raised(watchdog, 'UNREACHABLE', 'replica');
    const page = async (language: string): Promise<string> =>
      (await fetch(watchdog.url, { headers: { 'accept-language': language } })).text();
    const [english, russian] = [await page('en'), await page('ru')];
    expect(english)
      .to.include('<html lang="en">')
      .and.include('replica does not answer at')
      .and.include('http-equiv="refresh"');
    expect(russian).to.include('<html lang="ru">').and.include('replica не отвечает по адресу');
    for (const text of [english, russian]) expect(text).to.not.match(/<script/i);
  });
});
