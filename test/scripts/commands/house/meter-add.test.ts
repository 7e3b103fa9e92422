import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { meterAdd, meterOfTelegram } from '../../../../scripts/commands/house/meter-add.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

/** A water meter of maker DMS, number 20000001, that counts 1.250 m³ (EN 13757-3, long frame). */
const BODY = '08017201000020b31101070000000004' + '13e2040000';
const FRAME = frame(BODY);

function frame(body: string): string {
  const bytes = Buffer.from(body, 'hex');
  const length = bytes.length.toString(16).padStart(2, '0');
  const sum = bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
  return `68${length}${length}68${body}${sum.toString(16).padStart(2, '0')}16`;
}

describe('domledger meter add', () => {
  const folder = tempFolder();
  const file = join(folder.path, 'telegram.hex');
  after(() => folder[Symbol.dispose]());

  function refuses(
    content: string,
    over: Partial<{ name: string; format: string; file: string; digits: string; scale: string }> = {},
  ): Promise<string> {
    writeFileSync(file, content);
    return refusal(() => meterOfTelegram({ name: 'water', format: 'mbus', file, ...over }));
  }

  it('refuses a bad name, another format, and what is no telegram of a meter to bill by', async () => {
    expect(await refuses(FRAME, { name: 'boiler room' })).to.equal('NAME_INVALID');
    expect(await refuses(FRAME, { format: 'ocmf' })).to.equal('FORMAT_UNKNOWN');
    expect(await refuses(FRAME, { file: join(folder.path, 'missing') })).to.equal('FILE_UNREADABLE');
    for (const dial of [{ digits: 'many' }, { digits: '' }, { scale: '-3' }, { digits: '8', scale: '1.5' }])
      expect(await refuses(FRAME, dial), JSON.stringify(dial)).to.equal('DIGITS_INVALID');
    expect(await refuses(FRAME, { digits: '19' })).to.equal('DIGITS_OUT_OF_RANGE');
    expect(await refuses('')).to.equal('TELEGRAM_UNFIT');
    expect(await refuses('no hex')).to.equal('TELEGRAM_UNFIT');
    expect(await refuses(`${FRAME.slice(0, -4)}0016`)).to.equal('TELEGRAM_UNFIT');
    expect(await refuses(frame(BODY.slice(0, 30)))).to.equal('TELEGRAM_UNFIT');
  });

  it('refuses where no system was started, and writes nothing there', async () => {
    writeFileSync(file, FRAME);
    const data = join(folder.path, 'nowhere');
    const options = { name: 'water', format: 'mbus', file, data };
    expect(await refusal(() => meterAdd({ ...options, wait: '0' }))).to.equal('WAIT_INVALID');
    expect(await refusal(() => meterAdd({ ...options, wait: '5' }))).to.equal('SETTINGS_MISSING');
    expect(existsSync(data)).to.equal(false);
  });

  it('plans a general house meter whose every telegram becomes a frame', () => {
    writeFileSync(file, FRAME.replace(/(..)/g, '$1 '));
    expect(meterOfTelegram({ name: 'water', format: 'mbus', file })).to.deep.include({
      name: 'water',
      premise: 'house',
      manufacturer: 'DMS',
      serial: '20000001',
      unit: 'm3',
      exponent: -3,
      provider: 'water',
      cadence: 'each',
      dial: undefined,
    });
    const dialOf = (options: { digits: string; scale?: string }): unknown =>
      meterOfTelegram({ name: 'water', format: 'mbus', file, ...options }).dial;
    expect(dialOf({ digits: '8' })).to.deep.equal({ digits: 8, scale: -3 });
    expect(dialOf({ digits: '5', scale: '0' })).to.deep.equal({ digits: 5, scale: 0 });
  });
});
