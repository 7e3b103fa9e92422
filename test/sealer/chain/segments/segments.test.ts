import { expect } from 'chai';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { blockRecordToJson, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { openBlockLog, type BlockLog } from '../../../../sealer/chain/block-log.ts';
import { encodeFrameLine } from '../../../../sealer/chain/frame-file.ts';
import { openLogIndex } from '../../../../sealer/chain/index/log-index.ts';
import { openSegmentFolder } from '../../../../sealer/chain/segments/segment-folder.ts';
import { lookIntoLog } from '../../../../sealer/snapshot/look-into-log.ts';
import { refusal } from '../../../support/refusal.ts';
import { deployments, grow, makeNext, openTestChain, RULES, SEALER } from '../../support/chains.ts';
import { companySettings } from '../../support/company.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const BLOCKS = 14;
const SEGMENT = 4;
const SIGNAL = new AbortController().signal;

describe('the segments of a log', () => {
  const folder = tempFolder();
  /** A folder as the versions before had it, and one whose old blocks are segments. */
  const [undivided, divided] = [join(folder.path, 'undivided'), join(folder.path, 'divided')];
  let texts: string[];
  let newest: BlockRecord;

  const opened = async <T>(data: string, work: (log: BlockLog) => T | Promise<T>, index?: string): Promise<T> => {
    using places = openLogIndex(index ?? ':memory:', RULES);
    const log = openBlockLog(join(data, 'blocks.log'), 'cut', places);
    try {
      return await work(log);
    } finally {
      log.close();
    }
  };
  const textsOf = (log: BlockLog): string[] => Array.from({ length: log.length }, (_, at) => log.readText(at));
  const divide = async (log: BlockLog): Promise<void> => {
    while (await log.closeSegment(SEGMENT, SIGNAL));
  };
  const copyOf = (data: string): string => {
    const copy = mkdtempSync(join(folder.path, 'copy-'));
    cpSync(data, copy, { recursive: true });
    return copy;
  };
  const segment = (data: string, name: string): string => join(data, 'blocks.segments', name);
  const flip = (file: string, at: number): void => {
    const bytes = readFileSync(file);
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    writeFileSync(file, bytes);
  };

  before(async () => {
    {
      await using chain = await openTestChain(undivided, { signer: SEALER });
      await grow(chain, BLOCKS - 2);
      await makeNext(chain, []);
      newest = chain.record(BLOCKS - 1);
    }
    await opened(undivided, (log) => {
      texts = textsOf(log);
    });
    cpSync(undivided, divided, { recursive: true });
    await opened(divided, divide, join(divided, 'index.db'));
  });
  after(() => folder[Symbol.dispose]());

  it('refuse one changed byte, anywhere, where they are looked through, and where the block is read', async () => {
    const { size } = statSync(segment(divided, '4.segment'));
    for (const at of [0, size >> 2, size >> 1, size - 1]) {
      const data = copyOf(divided);
      flip(segment(data, '4.segment'), at);
      expect(await refusal(() => opened(data, textsOf))).to.equal('LOG_DAMAGED');
      await opened(
        data,
        async (log) => {
          expect(await refusal(() => log.read(5))).to.equal('LOG_DAMAGED');
          expect(log.readText(3)).to.equal(texts[3]);
        },
        join(data, 'index.db'),
      );
      expect(await refusal(() => openBlockLog(join(data, 'blocks.log'), 'refuse'))).to.equal('LOG_DAMAGED');
    }
  });

  it('refuse that one of them is missing, and that the open part begins behind them, and change nothing', async () => {
    for (const damage of [
      (data: string) => rmSync(segment(data, '4.segment')),
      (data: string) => rmSync(segment(data, 'manifest')),
      (data: string) => flip(segment(data, 'manifest'), 30),
      (data: string) => flip(segment(data, 'manifest'), statSync(segment(data, 'manifest')).size - 3),
      (data: string) => flip(join(data, 'blocks.log'), 2),
    ]) {
      const data = copyOf(divided);
      damage(data);
      const files = ['blocks.log', 'blocks.segments/manifest'].map((name) => join(data, name)).filter(existsSync);
      const before = files.map((file) => readFileSync(file).toString('base64'));
      expect(await refusal(() => opened(data, textsOf))).to.equal('LOG_DAMAGED');
      expect(files.map((file) => readFileSync(file).toString('base64'))).to.deep.equal(before);
    }
  });

  it('refuse a manifest that is no manifest, or whose segments do not follow each other', async () => {
    const manifest = segment(divided, 'manifest');
    const [one = '', two = ''] = readFileSync(manifest, 'utf8')
      .split('\n')
      .map((line) => line.replace(/^\w+ \d+ /, ''));
    const json = JSON.parse(one) as Record<string, unknown>;
    for (const lines of [
      ['no json'],
      [two],
      [one, one],
      [JSON.stringify({ ...json, blocks: 5 })],
      [JSON.stringify({ ...json, bytes: 5 })],
      [JSON.stringify({ ...json, chunks: [[4, -1, 1]] })],
      [JSON.stringify({ ...json, chunks: [4] })],
      [JSON.stringify({ ...json, more: 5 })],
    ]) {
      const data = copyOf(divided);
      writeFileSync(segment(data, 'manifest'), Buffer.concat(lines.map(encodeFrameLine)));
      expect(await refusal(() => openSegmentFolder(join(data, 'blocks.segments')))).to.equal('LOG_DAMAGED');
    }
    const data = copyOf(divided);
    const other = JSON.stringify({ ...json, sha256: `0x${'11'.repeat(32)}` });
    writeFileSync(segment(data, 'manifest'), Buffer.concat([other, two].map(encodeFrameLine)));
    expect(await refusal(() => opened(data, textsOf))).to.equal('LOG_DAMAGED');
  });

  it('take no block whose header says something else: it would come back as another one', async () => {
    const data = copyOf(undivided);
    rmSync(join(data, 'blocks.log'));
    await opened(data, async (log) => {
      for (const [at, text] of texts.entries()) {
        const record = { ...(await opened(undivided, (other) => other.read(at))) };
        log.append(at === 1 ? { ...record, prevRandao: `0x${'11'.repeat(32)}` } : record);
        expect(JSON.parse(text)).to.deep.equal(blockRecordToJson(record));
      }
      expect(await refusal(() => log.closeSegment(SEGMENT, SIGNAL))).to.equal('LOG_DAMAGED');
      expect(log.length).to.equal(BLOCKS);
    });
    expect(readdirSync(join(data, 'blocks.segments')).filter((name) => !name.endsWith('.tmp'))).to.deep.equal([]);
  });

  it('hold the blocks of a folder of the version before, byte for byte, in a third of the space', async () => {
    expect(readdirSync(join(divided, 'blocks.segments')).sort()).to.deep.equal([
      ...['0.segment', '4.segment', 'manifest'],
    ]);
    expect(await opened(divided, textsOf)).to.deep.equal(texts);
    expect(await opened(divided, textsOf, join(divided, 'index.db'))).to.deep.equal(texts);
    const log = openBlockLog(join(divided, 'blocks.log'), 'refuse');
    expect(textsOf(log)).to.deep.equal(texts);
    expect(Array.from({ length: BLOCKS }, (_, at) => blockRecordToJson(log.read(at)))).to.deep.equal(
      texts.map((text) => JSON.parse(text) as unknown),
    );
    expect(await refusal(() => log.read(BLOCKS))).to.equal('BLOCK_UNKNOWN');
    expect(await refusal(() => log.read(-1))).to.equal('BLOCK_UNKNOWN');
    log.close();
    const { list } = openSegmentFolder(join(divided, 'blocks.segments'));
    for (const { bytes, starts, ends } of list) expect(bytes * 3).to.be.lessThan(ends - starts);
    expect(statSync(join(divided, 'blocks.log')).size).to.be.lessThan(statSync(join(undivided, 'blocks.log')).size);
  });

  it('leave at most 10 KiB an hour to write at rest, which is what a heartbeat without transactions takes', async () => {
    const { heartbeat } = companySettings(folder.path);
    const bytes = await opened(undivided, (log) => log.bytesOf(BLOCKS - 1, BLOCKS - 1));
    expect((bytes * 3_600_000) / heartbeat).to.be.lessThan(10_240);
  });

  it('leave every block where it stood, so that an index made before and one made after say the same', async () => {
    const placesOf = async (data: string, file?: string): Promise<unknown[]> => {
      using index = openLogIndex(file ?? ':memory:', RULES);
      openBlockLog(join(data, 'blocks.log'), 'cut', index).close();
      return Array.from({ length: BLOCKS }, (_, at) => index.of(at));
    };
    const before = await placesOf(undivided);
    expect(await placesOf(divided)).to.deep.equal(before);
    expect(await placesOf(divided, join(divided, 'index.db'))).to.deep.equal(before);
    const sizes = await Promise.all([undivided, divided].map((data) => opened(data, (log) => log.bytesOf(2, 9))));
    expect(sizes[0]).to.equal(sizes[1]).and.to.be.greaterThan(0);
  });

  it('are the same after a crash at each step of making one', async () => {
    const whole = copyOf(divided);
    const steps: Record<string, (data: string) => void> = {
      'half a segment': (data) => {
        rmSync(segment(data, '4.segment'));
        rmSync(segment(data, 'manifest'));
        writeFileSync(segment(data, '4.segment.tmp'), 'half');
      },
      'a segment that the manifest does not name yet': (data) => rmSync(segment(data, 'manifest')),
      'half a line of the manifest': (data) => {
        const manifest = segment(data, 'manifest');
        writeFileSync(manifest, readFileSync(manifest).subarray(0, -9));
      },
      'an open part that still holds them all, and half of the next one': (data) =>
        writeFileSync(join(data, 'blocks.log.tmp'), 'half'),
    };
    for (const [step, fell] of Object.entries(steps)) {
      const data = copyOf(whole);
      cpSync(join(undivided, 'blocks.log'), join(data, 'blocks.log'));
      fell(data);
      for (const index of [undefined, join(data, 'index.db')])
        expect(await opened(data, textsOf, index), step).to.deep.equal(texts);
      await opened(data, (log) => {
        log.append({ ...newest, number: BigInt(BLOCKS) });
      });
      // One block more, and it is done again.
      await opened(data, divide, join(data, 'index.db'));
      expect((await opened(data, textsOf)).slice(0, BLOCKS), step).to.deep.equal(texts);
    }
  });

  it('stand for an open part that was copied before them, or lost', async () => {
    const data = copyOf(divided);
    const lines = readFileSync(join(undivided, 'blocks.log'), 'utf8').split('\n');
    writeFileSync(join(data, 'blocks.log'), `${lines.slice(0, 4).join('\n')}\n`);
    const read = openBlockLog(join(data, 'blocks.log'), 'refuse');
    expect(textsOf(read)).to.deep.equal(texts.slice(0, 8));
    read.close();
    for (const lost of [false, true]) {
      if (lost) rmSync(join(data, 'blocks.log'));
      await opened(data, async (log) => {
        expect(textsOf(log)).to.deep.equal(texts.slice(0, 8));
        if (!lost) return;
        const next = await opened(undivided, (other) => other.read(8));
        log.append(next);
        expect(log.readText(8)).to.equal(texts[8]);
      });
    }
    expect(await opened(data, textsOf)).to.deep.equal(texts.slice(0, 9));
  });

  it('are closed while blocks are made and signed, and while somebody looks into the log', async () => {
    const data = copyOf(undivided);
    using index = openLogIndex(join(data, 'index.db'), RULES);
    const log = openBlockLog(join(data, 'blocks.log'), 'cut', index);
    using view = lookIntoLog(data);
    const { seal, ...rest } = newest;
    const next = { ...rest, number: BigInt(BLOCKS), seal: { ...seal, number: BigInt(BLOCKS) } };
    const closing = log.closeSegment(SEGMENT, SIGNAL);
    log.writeUnsigned(next);
    await closing;
    await log.closeSegment(SEGMENT, SIGNAL);
    expect(log.unsigned?.number).to.equal(BigInt(BLOCKS));
    log.seal(seal.signature);
    expect(log.read(BLOCKS).seal.signature).to.equal(seal.signature);
    expect(textsOf(log).slice(0, BLOCKS)).to.deep.equal(texts);
    // By the file that it opened, and by the one that took its place.
    for (const at of [0, 5, 9, BLOCKS])
      expect(blockRecordToJson(view.record(at))).to.deep.equal(JSON.parse(log.readText(at)));
    using later = lookIntoLog(data);
    for (const at of [0, 5, 9, BLOCKS]) expect(later.record(at)).to.deep.equal(log.read(at));
    log.close();
  });

  it('are ended by the signal, and then nothing is changed', async () => {
    const data = copyOf(undivided);
    const stop = new AbortController();
    await opened(data, async (log) => {
      stop.abort();
      expect(await log.closeSegment(SEGMENT, stop.signal).catch((error: Error) => error.name)).to.equal('AbortError');
      expect(textsOf(log)).to.deep.equal(texts);
    });
    expect(existsSync(segment(data, 'manifest'))).to.equal(false);
  });

  it('serve a chain that goes on over them', async () => {
    const data = copyOf(divided);
    appendFileSync(join(data, 'blocks.log'), 'torn');
    await using chain = await openTestChain(data, { signer: SEALER });
    expect(chain.head?.number).to.equal(BigInt(BLOCKS - 1));
    await makeNext(chain, deployments(BLOCKS - 2, 1));
    expect(chain.recordText(2)).to.equal(texts[2]);
    expect(chain.recordText(BLOCKS)).to.contain(`{"number":"${BLOCKS}"`);
  });
});
