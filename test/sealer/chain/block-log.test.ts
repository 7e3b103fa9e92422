import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { blockRecordToJson, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { openBlockLog } from '../../../sealer/chain/block-log.ts';
import { refusal } from '../../support/refusal.ts';
import { grow, makeNext, openTestChain, SEALER } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function records(folder: string, count: number): Promise<BlockRecord[]> {
  await using chain = await openTestChain(folder, { signer: SEALER });
  await grow(chain, count - 1);
  return Array.from({ length: count }, (_, i) => chain.record(i));
}

describe('block log', () => {
  it('refuses a block out of turn, and a second unsigned record', async () => {
    using folder = tempFolder();
    const [zero, one, two] = await records(folder.path, 3);
    if (zero === undefined || one === undefined || two === undefined) throw new Error('three records were made');
    const log = openBlockLog(join(folder.path, 'other.log'));
    expect(await refusal(() => log.append(one))).to.equal('LOG_NUMBER');
    log.append(zero);
    expect(await refusal(() => log.append(zero))).to.equal('LOG_NUMBER');
    log.writeUnsigned(one);
    expect(await refusal(() => log.writeUnsigned(one))).to.equal('UNSIGNED_RECORD_WAITS');
    expect(await refusal(() => log.append(one))).to.equal('UNSIGNED_RECORD_WAITS');
    log.seal(one.seal.signature);
    expect(await refusal(() => log.seal(one.seal.signature))).to.equal('NO_UNSIGNED_RECORD');
    expect(await refusal(() => log.read(2))).to.equal('BLOCK_UNKNOWN');
    log.close();
  });

  it('refuses a log whose newest unsigned record is damaged although its signature stands: that block was heard of', async () => {
    using folder = tempFolder();
    await records(folder.path, 2);
    const file = join(folder.path, 'blocks.log');
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    const start = whole.lastIndexOf('{"number"');
    damaged[start + 20] = (damaged[start + 20] ?? 0) ^ 0x01;
    writeFileSync(file, damaged);
    expect(await refusal(() => openBlockLog(file))).to.equal('LOG_DAMAGED');
  });

  it('keeps every sealed block and at most one unsigned record when torn at any byte of the last block', async () => {
    using folder = tempFolder();
    const made = await records(folder.path, 3);
    const whole = readFileSync(join(folder.path, 'blocks.log'));
    const file = join(folder.path, 'torn.log');
    const lastRecord = whole.subarray(0, whole.lastIndexOf('{"number"')).lastIndexOf(0x0a) + 1;
    const lastSignature = whole.subarray(0, whole.length - 1).lastIndexOf(0x0a) + 1;
    for (let length = lastRecord; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const log = openBlockLog(file);
      expect(log.length, `${length} bytes`).to.equal(2);
      expect(log.unsigned?.number, `${length} bytes`).to.equal(length < lastSignature ? undefined : 2n);
      expect(log.read(1)).to.deep.equal(made[1]);
      log.close();
    }
  });

  it('gives records as they were, as text as well', async () => {
    using folder = tempFolder();
    const made = await records(folder.path, 3);
    copyFileSync(join(folder.path, 'blocks.log'), join(folder.path, 'copy.log'));
    const log = openBlockLog(join(folder.path, 'copy.log'));
    expect(log.length).to.equal(3);
    for (const [number, record] of made.entries()) {
      expect(log.read(number)).to.deep.equal(record);
      expect(JSON.parse(log.readText(number))).to.deep.equal(blockRecordToJson(record));
    }
    log.close();
  });

  it('forgets an unsigned record for good when it is dropped', async () => {
    using folder = tempFolder();
    const [zero, one] = await records(folder.path, 2);
    if (zero === undefined || one === undefined) throw new Error('two records were made');
    const file = join(folder.path, 'other.log');
    const log = openBlockLog(file);
    log.append(zero);
    log.writeUnsigned(one);
    log.dropUnsigned();
    log.append(one);
    log.close();
    const again = openBlockLog(file);
    expect(again.length).to.equal(2);
    expect(again.unsigned).to.equal(undefined);
    again.close();
  });

  it('takes on where it stopped', async () => {
    using folder = tempFolder();
    await records(folder.path, 2);
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await makeNext(chain, []);
    expect(chain.head?.number).to.equal(2n);
  });
});
