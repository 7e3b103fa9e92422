import { expect } from 'chai';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TransientError } from '../../../../core/domain/bytes/errors.ts';
import { parseBlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../../../core/domain/seal/seal.ts';
import { openBlockLog, openWholeLog, type BlockLog } from '../../../../sealer/chain/block-log.ts';
import { createPastCheck, type PastCheck } from '../../../../sealer/chain/history/check-past.ts';
import { openLogIndex } from '../../../../sealer/chain/index/log-index.ts';
import { whenHere } from '../../../../sealer/chain/segments/away.ts';
import { logMove } from '../../../../scripts/commands/chain/log-move.ts';
import { moveSegments } from '../../../../sealer/chain/segments/move-segments.ts';
import { openStorage } from '../../../../sealer/storage/s3-storage.ts';
import { readStorageKey, readStoragePlace, storagePlace } from '../../../../sealer/storage/storage-place.ts';
import { lookIntoLog } from '../../../../sealer/snapshot/look-into-log.ts';
import { recordsOfFolder } from '../../../../sealer/verify/read-records.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { grow, makeNext, openTestChain, RULES, SEALER } from '../../support/chains.ts';
import { startOwnStorage, type OwnStorage } from '../support/own-storage.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** More segments than a log keeps unpacked. */
const BLOCKS = 26;
const SEGMENT = 2;
const FIRSTS = Array.from({ length: 12 }, (_, at) => at * SEGMENT);
const SIGNAL = new AbortController().signal;
const KEY = { accessKeyId: 'who', secretAccessKey: 'never-shown' };

/** What may be wrong with a storage, and what is said of it. */
const ILL = [
  [401, 'STORAGE_REFUSED'],
  [404, 'STORAGE_LACKS'],
  [500, 'STORAGE_UNREACHABLE'],
  ['false', 'SEGMENT_FALSE'],
] as const;

describe('segments of a log that lie elsewhere', () => {
  const folder = tempFolder();
  const whole = join(folder.path, 'whole');
  let texts: string[];
  let storage: OwnStorage;

  const copyOf = (data: string): string => {
    const copy = mkdtempSync(join(folder.path, 'copy-'));
    cpSync(data, copy, { recursive: true });
    return copy;
  };
  const segments = (data: string): string => join(data, 'blocks.segments');
  const files = (data: string): string[] =>
    readdirSync(segments(data))
      .filter((name) => name.endsWith('.segment'))
      .sort();
  const fetched = (data: string): string[] =>
    existsSync(join(segments(data), 'fetched')) ? readdirSync(join(segments(data), 'fetched')).sort() : [];
  const named = (firsts: readonly number[]): string[] => firsts.map((first) => `${first}.segment`).sort();
  const move = (data: string, over: { url?: string; keepBytes?: number; keep?: number } = {}) =>
    moveSegments({
      folder: segments(data),
      place: storagePlace(over.url ?? storage.url, 'us-east-1', over.keepBytes),
      keep: over.keep ?? 1,
      mayChangeKey: (number) => number === 5,
      signal: SIGNAL,
    });
  const moved = async (over: { keepBytes?: number } = {}): Promise<string> => {
    const data = copyOf(whole);
    await move(data, over);
    return data;
  };
  const opened = async <T>(data: string, work: (log: BlockLog) => T | Promise<T>): Promise<T> => {
    using index = openLogIndex(join(data, 'index.db'), RULES);
    const log = openBlockLog(join(data, 'blocks.log'), 'cut', index);
    try {
      return await work(log);
    } finally {
      log.close();
    }
  };
  const read = (data: string, number: number): Promise<string> =>
    opened(data, (log) => whenHere(() => log.readText(number)));

  before(async () => {
    {
      await using chain = await openTestChain(whole, { signer: SEALER });
      await grow(chain, BLOCKS - 1);
    }
    await opened(whole, async (log) => {
      while (await log.closeSegment(SEGMENT, SIGNAL));
      texts = Array.from({ length: log.length }, (_, at) => log.readText(at));
    });
    expect(files(whole)).to.deep.equal(named(FIRSTS));
    writeFileSync(join(whole, 'storage-key.json'), JSON.stringify(KEY));
  });
  beforeEach(async () => {
    storage = await startOwnStorage();
  });
  afterEach(() => storage[Symbol.asyncDispose]());
  after(() => folder[Symbol.dispose]());

  it('go to no address that is no place, without a key, or to a second storage', async () => {
    for (const url of ['', 'ftp://a/b', 'http://a', 'http://id:secret@a/b', 'http://a/b?c', 'http://a/b c'])
      expect(await refusal(() => storagePlace(url)), url).to.equal('STORAGE_INVALID');
    const data = copyOf(whole);
    for (const text of [undefined, '{', '{}', '{"accessKeyId": "who", "secretAccessKey": 5}']) {
      if (text === undefined) rmSync(join(data, 'storage-key.json'));
      else writeFileSync(join(data, 'storage-key.json'), text);
      expect(await refusal(() => move(data)), text).to.equal('STORAGE_KEY');
    }
    expect(readStorageKey(segments(data), { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).to.deep.equal({
      accessKeyId: 'a',
      secretAccessKey: 'b',
    });
    const command = { data, to: storage.url, keep: '1', fetched: '0' };
    expect(await refusal(() => logMove({ ...command, keep: '-1' }))).to.equal('KEEP_INVALID');
    expect(await refusal(() => logMove({ ...command, data: folder.path }))).to.equal('DATA_MISSING');
    expect(files(data)).to.deep.equal(files(whole));
    const gone = await moved();
    expect(await refusal(() => move(gone, { url: `${storage.url}2` }))).to.equal('STORAGE_OTHER');
    for (const text of ['{', '{"version": 1}', JSON.stringify({ version: 1, url: 'no', region: 'a', keepBytes: 1 })]) {
      writeFileSync(join(segments(gone), 'elsewhere.json'), text);
      expect(await refusal(() => readStoragePlace(segments(gone))), text).to.equal('STORAGE_INVALID');
      expect(await refusal(() => read(gone, 3))).to.equal('STORAGE_INVALID');
    }
  });

  it('stay where a storage refuses, breaks, is silent or gives back other bytes, or where they are damaged', async () => {
    const data = copyOf(whole);
    for (const [mood, code] of ILL) {
      storage.mood = mood;
      expect(await refusal(() => move(data))).to.equal(code);
      expect(files(data)).to.deep.equal(files(whole));
    }
    storage.mood = 'well';
    const file = join(segments(data), '2.segment');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(1));
    expect(await refusal(() => move(data))).to.equal('LOG_DAMAGED');
    expect(files(data)).to.deep.equal(files(whole));
  });

  it('go but for what every start reads and the newest, twice the same, and the storage hears no secret', async () => {
    const data = copyOf(whole);
    expect(await move(data, { keep: 8 })).to.deep.include({ segments: 2, stay: 10 });
    expect(files(data)).to.deep.equal(named([0, 4, ...FIRSTS.slice(4)]));
    expect([...storage.objects.keys()]).to.deep.equal(['2', '6'].map((first) => `/bucket/old/${first}.segment`));
    expect(await move(data)).to.deep.include({ segments: 7, stay: 3 });
    expect(storage.heard.join()).not.to.contain(KEY.secretAccessKey);
    expect(readFileSync(join(segments(data), 'elsewhere.json'), 'utf8')).not.to.contain(KEY.secretAccessKey);
  });

  it('are fetched when they are read, once, whoever asks, and few of them are kept', async () => {
    const data = await moved({ keepBytes: 0 });
    storage.asked.length = 0;
    await opened(data, async (log) => {
      expect(await refusal(() => log.read(3))).to.equal('SEGMENT_AWAY');
      const [one, two, three] = await Promise.all([3, 2, 3].map((at) => whenHere(() => log.readText(at))));
      expect([one, two, three]).to.deep.equal([texts[3], texts[2], texts[3]]);
      expect(storage.asked).to.deep.equal(['/bucket/old/2.segment']);
      for (const at of texts.keys()) expect(await whenHere(() => log.readText(at))).to.equal(texts[at]);
    });
    expect(storage.asked.length).to.equal(9);
    expect(fetched(data)).to.deep.equal(named([18, 20]));
    // What was kept is read without asking, by another program as well.
    storage.mood = 500;
    expect(await read(data, 20)).to.equal(texts[20]);
  });

  it('are read from the beginning by whoever verifies, makes the index anew or looks into the folder', async () => {
    const data = await moved({ keepBytes: 0 });
    expect((await Array.fromAsync(recordsOfFolder(data))).map((each) => JSON.stringify(each))).to.deep.equal(texts);
    rmSync(join(data, 'index.db'));
    using index = openLogIndex(join(data, 'index.db'), RULES);
    const log = await openWholeLog(join(data, 'blocks.log'), 'cut', index);
    expect(log.length).to.equal(BLOCKS);
    log.close();
    using view = lookIntoLog(data);
    for (const at of texts.keys()) expect((await whenHere(() => view.record(at))).number).to.equal(BigInt(at));
  });

  it('give an error that says why where they cannot be had, and nothing of them is taken', async () => {
    const data = await moved();
    const object = '/bucket/old/6.segment';
    for (const [mood, code] of ILL) {
      storage.mood = mood;
      expect(await refusal(() => read(data, 6))).to.equal(code);
      expect(fetched(data)).to.deep.equal([]);
    }
    storage.mood = 'well';
    const bytes = storage.objects.get(object) ?? Buffer.alloc(0);
    for (const other of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(70_000)])]) {
      storage.objects.set(object, other);
      expect(await refusal(() => read(data, 6))).to.be.oneOf(['SEGMENT_FALSE', 'STORAGE_UNREACHABLE']);
    }
    storage.objects.set(object, bytes);
    // No folder to keep it in, as on a disk that takes nothing.
    writeFileSync(join(segments(data), 'fetched'), '');
    expect(await refusal(() => read(data, 6))).to.equal('FOLDER_INVALID');
    rmSync(join(segments(data), 'fetched'));
    expect(await read(data, 6)).to.equal(texts[6]);
    rmSync(join(segments(data), 'elsewhere.json'));
    expect(await refusal(() => read(data, 8))).to.equal('LOG_DAMAGED');
  });

  it('are fetched anew where what was fetched was damaged since', async () => {
    const data = await moved();
    expect(await read(data, 6)).to.equal(texts[6]);
    const file = join(segments(data), 'fetched', '6.segment');
    const { size } = statSync(file);
    for (const damage of [Buffer.alloc(size, 5), Buffer.alloc(3)]) {
      writeFileSync(file, damage);
      expect(await read(data, 6)).to.equal(texts[6]);
      expect(statSync(file).size).to.equal(size);
    }
  });

  it('hold up no block while the storage is silent, and who waits hears of its end', async () => {
    const data = await moved({ keepBytes: 0 });
    // It executes all, and what it fetched first is not kept.
    const chain = await openTestChain(data, { signer: SEALER });
    storage.mood = 'silent';
    const place = storagePlace(storage.url);
    expect(await refusal(() => openStorage(place, KEY, 50).get('x', 10, SIGNAL))).to.equal('STORAGE_UNREACHABLE');
    storage.asked.length = 0;
    const waiting = refusal(() => whenHere(() => chain.record(2)));
    await waitFor('the question', () => storage.asked.length > 0);
    const gone = new AbortController();
    const impatient = refusal(() =>
      whenHere(
        () => chain.record(2),
        (away) => away.here(gone.signal),
      ),
    );
    await makeNext(chain, []);
    await makeNext(chain, []);
    expect(chain.record(BLOCKS + 1).number).to.equal(BigInt(BLOCKS + 1));
    gone.abort(new TransientError('ASKER_GONE', 'He went.'));
    expect(await impatient).to.equal('ASKER_GONE');
    await chain[Symbol.asyncDispose]();
    expect(await waiting).to.equal('LOG_CLOSED');
  });

  it('let the check of the past wait until they can be had, and go on where it was', async () => {
    const data = await moved({ keepBytes: 0 });
    using index = openLogIndex(join(data, 'index.db'), RULES);
    const begin = async (): Promise<{ log: BlockLog; past: PastCheck }> => {
      const log = await openWholeLog(join(data, 'blocks.log'), 'cut', index);
      const { seal, timestamp } = log.read(BLOCKS - 1);
      const last = { number: seal.number, sealHash: sealDigest(RULES.domain, seal), blockHash: seal.blockHash };
      const from = { ...last, timestamp, key: RULES.signer };
      return { log, past: createPastCheck({ log, index, rules: RULES, from, now: Date.now, againMs: 20 }) };
    };
    const { log, past } = await begin();
    storage.mood = 500;
    const stop = new AbortController();
    const running = past.run(stop.signal);
    await waitFor('it to wait', () => past.waits !== undefined);
    expect(past.checked).to.equal(2);
    past.require();
    stop.abort();
    await running;
    past.require();
    log.close();

    storage.mood = 'well';
    const next = await begin();
    await next.past.run(SIGNAL);
    expect([next.past.checked, next.past.waits]).to.deep.equal([BLOCKS, undefined]);
    next.past.require();
    next.log.close();

    // The mark of an earlier start stands in a segment that is away: it is believed when that is here.
    for (const [sealHash, before] of [
      [`0x${'11'.repeat(32)}`, 0],
      [sealDigest(RULES.domain, parseBlockRecord(JSON.parse(texts[7] ?? '')).seal), 8],
    ] as const) {
      index.markPast({ checked: 8, sealHash, began: Math.floor(Date.now() / 1000) });
      const marked = await begin();
      await marked.past.run(SIGNAL);
      marked.past.require();
      expect([marked.past.before, marked.past.checked]).to.deep.equal([before, BLOCKS]);
      marked.log.close();
    }
  });

  it('are asked for again only a while after a storage failed', async () => {
    const data = await moved();
    await opened(data, async (log) => {
      storage.mood = 500;
      storage.asked.length = 0;
      for (let n = 0; n < 3; n++)
        expect(await refusal(() => whenHere(() => log.read(6)))).to.equal('STORAGE_UNREACHABLE');
      expect(storage.asked.length).to.equal(1);
    });
  });
});
