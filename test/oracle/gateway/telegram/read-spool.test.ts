import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { openFileSigner } from '../../../../oracle/gateway/device/device-signer.ts';
import { readSpool } from '../../../../oracle/gateway/telegram/read-spool.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { refusal } from '../../../support/refusal.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import type { Pair } from '../../support/pair.ts';

describe('the spool folder', () => {
  let pair: Pair;
  let folder: string;
  const signal = new AbortController().signal;

  beforeEach(() => {
    pair = makePair();
    folder = join(pair.folder, 'spool');
    mkdirSync(folder);
  });
  afterEach(() => pair.dispose());

  const read = (): Promise<number> =>
    readSpool({
      folder,
      consumption: () => ({ store: pair.store, meters: pair.meters, rules: pair.rules, nowMs: Date.now() }),
      log: pair.context.log,
      signal,
    });
  const line = (hour: bigint): string => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    const hex = toHex(
      meterTelegram(
        meter,
        meter.start.map((value) => value + hour),
      ),
    ).slice(2);
    return `${JSON.stringify({ meter: meter.name, time: Number(START + hour * HOUR), format: 'mbus', hex })}\n`;
  };
  const frames = (): number => pair.store.frameCounts()['waiting'] ?? 0;

  it('is read once, however often it is looked at, also when files grow', async () => {
    const file = join(folder, 'a.jsonl');
    writeFileSync(file, line(0n) + line(1n));
    expect(await read()).to.equal(2);
    expect(await read()).to.equal(0);
    appendFileSync(file, line(2n));
    expect(await read()).to.equal(1);
    expect(frames()).to.equal(3);
    expect(pair.store.counters()).to.deep.equal({ FRAMED: 3 });
  });

  it('waits for the end of a line that is still being written', async () => {
    const file = join(folder, 'a.jsonl');
    const text = line(0n);
    writeFileSync(file, text.slice(0, 40));
    expect(await read()).to.equal(0);
    appendFileSync(file, text.slice(40));
    expect(await read()).to.equal(1);
    expect(frames()).to.equal(1);
  });

  it('leaves files of other names alone, and files that shrank', async () => {
    writeFileSync(join(folder, 'a.jsonl.part'), line(0n));
    writeFileSync(join(folder, 'b.jsonl'), line(0n) + line(1n));
    expect(await read()).to.equal(2);
    truncateSync(join(folder, 'b.jsonl'), 10);
    expect(await read()).to.equal(0);
    expect(frames()).to.equal(2);
  });

  it('keeps malformed, endless and foreign lines as evidence and goes on', async () => {
    const bad = [
      '{',
      '[]',
      '{"meter":"x"}',
      JSON.stringify({ meter: 'x', time: -1, format: 'mbus', hex: '' }),
      JSON.stringify({ meter: 'x', time: 1, format: 'mbus' }),
      'x'.repeat(70_000),
      `{"a":"${'y'.repeat(3_000_000)}"}`,
    ];
    writeFileSync(join(folder, 'a.jsonl'), `${bad.join('\n')}\n\n${line(0n)}`);
    expect(await read()).to.equal(bad.length + 2);
    expect(pair.store.counters()).to.deep.equal({ FRAMED: 1, LINE_MALFORMED: bad.length });
    expect(frames()).to.equal(1);
  });

  it('gives the same frames whether it was read in one go or died between any two steps', async () => {
    writeFileSync(join(folder, 'a.jsonl'), line(0n) + line(1n));
    const dying = {
      ...pair.store,
      setSpoolPosition: () => {
        throw new Error('killed');
      },
    };
    await readSpool({
      folder,
      consumption: () => ({ store: dying, meters: pair.meters, rules: pair.rules, nowMs: Date.now() }),
      log: pair.context.log,
      signal,
    }).catch(() => undefined);
    expect(frames()).to.equal(0);
    await read();
    expect(frames()).to.equal(2);
    expect(pair.store.counters()).to.deep.equal({ FRAMED: 2 });
  });
});

describe('the gateway’s files', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  it('keep the device key encrypted and to their owner, and give the same key again', async () => {
    const files = { file: join(pair.folder, 'device-key.pem'), passwordFile: join(pair.folder, 'password') };
    expect(readFileSync(files.file, 'utf8')).to.contain('BEGIN ENCRYPTED PRIVATE KEY');
    for (const file of Object.values(files)) expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(openFileSigner(files).deviceId).to.equal(pair.signer.deviceId);
    writeFileSync(files.passwordFile, 'wrong');
    expect(await refusal(() => openFileSigner(files))).to.equal('DEVICE_KEY_BROKEN');
  });

  it('name every fault of a meter register', async () => {
    const good = {
      name: 'a',
      meterId: `0x${'11'.repeat(32)}`,
      manufacturer: 'DMS',
      id: '1',
      unit: 'Wh',
      exponent: 0,
      obis: ['1-0:1.8.0*255'],
    };
    expect(parseMeterRegister([good]).byName('a')?.registers).to.have.length(1);
    for (const bad of [
      {},
      [{ ...good, unit: 'kWh' }],
      [{ ...good, more: 1 }],
      [good, good],
      [{ ...good, exponent: 0.5 }],
    ]) {
      expect(await refusal(() => parseMeterRegister(bad))).to.equal('METERS_INVALID');
    }
    expect(await refusal(() => parseMeterRegister([{ ...good, obis: ['1.8.0'] }]))).to.equal('OBIS_INVALID');
  });
});
