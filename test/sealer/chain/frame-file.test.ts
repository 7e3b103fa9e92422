import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodeFrameLine, openFrameFile } from '../../../sealer/chain/frame-file.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TEXTS = ['{"first":1}', 'second, with ünicode', '', 'fourth'];

function readAll(file: string): string[] {
  const found: string[] = [];
  openFrameFile(file, (text) => found.push(text)).close();
  return found;
}

describe('frame file', () => {
  it('refuses a file that is damaged before whole frames, at every byte, and leaves it alone', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log');
    const whole = Buffer.concat(TEXTS.map(encodeFrameLine));
    const lastStart = whole.length - encodeFrameLine(TEXTS.at(-1) ?? '').length;
    for (let at = 0; at < lastStart; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      writeFileSync(file, damaged);
      expect(await refusal(() => readAll(file)), `byte ${at}`).to.equal('LOG_DAMAGED');
      expect(readFileSync(file).equals(damaged)).to.equal(true);
    }
  });

  it('cuts a tail that is torn at any byte and keeps every whole frame', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log');
    const frames = TEXTS.map(encodeFrameLine);
    const whole = Buffer.concat(frames);
    const ends = frames.map((_, i) => Buffer.concat(frames.slice(0, i + 1)).length);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const expected = ends.filter((end) => end <= length).length;
      expect(readAll(file), `${length} bytes`).to.deep.equal(TEXTS.slice(0, expected));
      expect(statSync(file).size).to.equal(expected === 0 ? 0 : ends[expected - 1]);
    }
  });

  it('cuts a last frame whose bytes never reached the disk', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log');
    const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = TEXTS.map(encodeFrameLine);
    for (const tail of [
      Buffer.alloc(two.length),
      Buffer.concat([two.subarray(0, 12), Buffer.alloc(two.length - 12)]),
    ]) {
      writeFileSync(file, Buffer.concat([one, tail]));
      expect(readAll(file)).to.deep.equal(TEXTS.slice(0, 1));
    }
  });

  it('reads back what it appended, before and after opening again', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'deep', 'log');
    const frames = openFrameFile(file, () => undefined);
    const offsets = TEXTS.map((text) => frames.append(text));
    offsets.forEach((offset, i) => expect(frames.read(offset).text).to.equal(TEXTS[i]));
    expect(frames.read(offsets[0] ?? 0).next).to.equal(offsets[1]);
    frames.close();
    expect(readAll(file)).to.deep.equal(TEXTS);
  });

  it('goes on behind a cut tail', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log');
    writeFileSync(file, encodeFrameLine('one'));
    appendFileSync(file, 'torn');
    const frames = openFrameFile(file, () => undefined);
    frames.append('two');
    frames.close();
    expect(readAll(file)).to.deep.equal(['one', 'two']);
  });

  it('reads frames that are larger than its buffer', () => {
    using folder = tempFolder();
    const file = join(folder.path, 'log');
    const texts = ['a'.repeat(5_000_000), 'b', 'c'.repeat(4_194_304), 'd'];
    writeFileSync(file, Buffer.concat(texts.map(encodeFrameLine)));
    expect(readAll(file).map((text) => text.length)).to.deep.equal(texts.map((text) => text.length));
    truncateSync(file, statSync(file).size - 1);
    expect(readAll(file)).to.have.length(3);
  });
});
