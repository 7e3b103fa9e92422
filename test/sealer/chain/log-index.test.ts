import { expect } from 'chai';
import { copyFileSync, mkdirSync, readFileSync, rmSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { openBlockLog, type BlockLog } from '../../../sealer/chain/block-log.ts';
import { encodeFrameLine } from '../../../sealer/chain/frame-file.ts';
import { openLogIndex, type LogIndex, type Place } from '../../../sealer/chain/index/log-index.ts';
import { lookIntoLog } from '../../../sealer/snapshot/look-into-log.ts';
import { refusal } from '../../support/refusal.ts';
import { grow, makeNext, openTestChain, RULES, SEALER } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the index of a log', () => {
  const folder = tempFolder();
  const file = join(folder.path, 'blocks.log');
  const kept = join(folder.path, 'index.db');

  /** Opens log and index, and what the folder holds of them is closed behind the test. */
  function opened<T>(test: (log: BlockLog, index: LogIndex) => T, log = file): T {
    using index = openLogIndex(kept, RULES);
    const opening = openBlockLog(log, 'cut', index);
    try {
      return test(opening, index);
    } finally {
      opening.close();
    }
  }
  /** What the log itself says, without an index from before. */
  function fromLog(log = file): string[] {
    const read = openBlockLog(log);
    const texts = Array.from({ length: read.length }, (_, number) => read.readText(number));
    read.close();
    return texts;
  }
  const all = (log: BlockLog): string[] => Array.from({ length: log.length }, (_, number) => log.readText(number));

  before(async () => {
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 3);
    await makeNext(chain, []);
  });
  after(() => folder[Symbol.dispose]());

  it('is made anew where it is behind, ahead, of another log, or no database', async () => {
    const texts = fromLog();
    opened((log, index) => {
      expect(all(log)).to.deep.equal(texts);
      expect(index.length).to.equal(5);
    });
    const shorter = join(folder.path, 'shorter.log');
    copyFileSync(file, shorter);
    truncateSync(shorter, readFileSync(file).lastIndexOf('{"number"') - 30);
    opened((log, index) => {
      expect(all(log)).to.deep.equal(fromLog(shorter));
      expect(index.length).to.equal(log.length).and.to.be.lessThan(5);
    }, shorter);
    // Behind now.
    opened((log) => expect(all(log)).to.deep.equal(texts));
    using other = tempFolder();
    {
      await using chain = await openTestChain(other.path, { signer: SEALER });
      await makeNext(chain, []);
      for (let n = 0; n < 4; n++) await makeNext(chain, [], SEALER, 3n);
    }
    const foreign = join(other.path, 'blocks.log');
    opened((log) => expect(all(log)).to.deep.equal(fromLog(foreign)), foreign);
    for (const content of ['no database at all', '']) {
      rmSync(`${kept}-wal`, { force: true });
      writeFileSync(kept, content);
      opened((log) => expect(all(log)).to.deep.equal(texts));
    }
    const later = new DatabaseSync(kept);
    later.exec('pragma user_version = 99');
    later.close();
    opened((log) => expect(all(log)).to.deep.equal(texts));
    const tables = new DatabaseSync(kept);
    tables.exec('pragma user_version = 0');
    tables.close();
    opened((log) => expect(all(log)).to.deep.equal(texts));
  });

  it('is kept where it cannot be opened: what the log does not say would be lost', async () => {
    const mark = { checked: 3, sealHash: `0x${'11'.repeat(32)}` as const, began: 1 };
    const again = (): void => {
      using index = openLogIndex(kept, RULES);
      expect(index.pastMark()).to.deep.equal(mark);
    };
    opened((_, index) => index.markPast(mark));
    // No file can be made there.
    mkdirSync(`${kept}-wal`);
    expect(await refusal(() => openLogIndex(kept, RULES))).to.equal('FOLDER_READ_ONLY');
    rmdirSync(`${kept}-wal`);
    again();
    {
      using holder = new DatabaseSync(kept);
      holder.exec('pragma locking_mode = exclusive; update past_mark set began = began');
      expect(() => openLogIndex(kept, RULES)).to.throw('locked');
    }
    again();
  });

  it('is made anew of a log whose newest block is another one at the same place', () => {
    opened(() => undefined);
    const other = join(folder.path, 'same-places.log');
    const lines = readFileSync(file, 'utf8').split('\n');
    const at = lines.length - 3;
    const text = (lines[at] ?? '').replace(/^\w+ \d+ /, '');
    lines[at] = encodeFrameLine(text.replace(/("blockHash":"0x)../, '$1ee'))
      .toString()
      .trimEnd();
    writeFileSync(other, lines.join('\n'));
    const hash = opened((log) => log.read(4).seal.blockHash, other);
    expect(hash.slice(0, 4)).to.equal('0xee');
    opened((_, index) => expect(index.numberOf(hash)).to.equal(4), other);
  });

  it('knows blocks by hash, which ones are filled, and which may change the key of the seal', () => {
    opened((log, index) => {
      for (let number = 0; number < log.length; number++)
        expect(index.numberOf(log.read(number).seal.blockHash)).to.equal(number);
      expect(index.numberOf(ZERO_32)).to.equal(undefined);
      expect(index.filled(0, 9)).to.deep.equal([1, 2, 3]);
      expect(index.filled(2, 2)).to.deep.equal([2]);
      expect(index.keyBlocks(9)).to.deep.equal([]);
      expect([index.transactionsIn(0, 9), index.transactionsIn(2, 2), index.transactionsIn(4, 9)]).to.deep.equal([
        3, 1, 0,
      ]);
      expect(index.refusalAt({ number: 1, index: 0 })).to.equal(undefined);
      expect(index.places(ZERO_32)).to.deep.equal([]);
    });
  });

  it('spares the log from being looked through again, yet no damage is ever read as a block', async () => {
    opened(() => undefined);
    const damaged = join(folder.path, 'damaged.log');
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"timestamp"');
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 0x01;
    writeFileSync(damaged, bytes);
    expect(await refusal(() => openBlockLog(damaged))).to.equal('LOG_DAMAGED');
    using index = openLogIndex(kept, RULES);
    const log = openBlockLog(damaged, 'cut', index);
    expect(log.length).to.equal(5);
    expect(log.read(4).number).to.equal(4n);
    expect(await refusal(() => log.read(0))).to.equal('LOG_DAMAGED');
    log.close();
  });

  it('says how far the log is read, where the index lacks it', () => {
    using index = openLogIndex(':memory:', RULES);
    const readOf = (): number[] => {
      const read: number[] = [];
      openBlockLog(file, 'cut', index, (blocks) => read.push(blocks)).close();
      return read;
    };
    expect(readOf()).to.deep.equal([1, 2, 3, 4, 5]);
    expect(readOf()).to.deep.equal([]);
  });

  it('lets the program write to it between the refusals that a snapshot keeps, which are all kept', async () => {
    opened(() => undefined);
    using index = openLogIndex(kept, RULES);
    using view = lookIntoLog(folder.path);
    const placeOf = (at: number): Place => ({ number: 1, index: at });
    const keeping = view.keepRefusals(Array.from({ length: 501 }, (_, at) => ({ place: placeOf(at), data: '0x5a' })));
    expect([499, 500].map((at) => index.refusalAt(placeOf(at)))).to.deep.equal(['0x5a', undefined]);
    index.markPast({ checked: 1, sealHash: ZERO_32, began: 7 });
    await keeping;
    expect(index.refusalAt(placeOf(500))).to.equal('0x5a');
  });

  it('refuses a whole frame that is no record', async () => {
    const broken = join(folder.path, 'broken.log');
    const text = '{"no":"record",,"signature":"0x';
    writeFileSync(broken, encodeFrameLine(`${text}${'00'.repeat(65)}"}}`));
    using index = openLogIndex(':memory:', RULES);
    expect(await refusal(() => openBlockLog(broken, 'cut', index))).to.equal('LOG_DAMAGED');
    expect(index.length).to.equal(0);
  });
});
