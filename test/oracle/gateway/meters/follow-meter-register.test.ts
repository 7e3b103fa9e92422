import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { InputError } from '../../../../core/domain/bytes/errors.ts';
import { followMeterRegister } from '../../../../oracle/gateway/meters/follow-meter-register.ts';
import { refusal } from '../../../support/refusal.ts';

describe("the gateway's meter register while its file changes", () => {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-test-'));
  const file = join(folder, 'meters.json');
  after(() => rmSync(folder, { recursive: true, force: true }));

  function meter(name: string, digit: string): object {
    const known = { manufacturer: 'DMS', id: `2000000${digit}`, unit: 'm3', exponent: -3, obis: ['8-0:1.0.0*255'] };
    return { name, meterId: `0x${digit.repeat(64)}`, ...known };
  }
  function follow(faults: string[] = []): () => string[] {
    const register = followMeterRegister(file, (fault: InputError) => faults.push(fault.code));
    return () => register().meters.map(({ name }) => name);
  }

  it('refuses to begin with a faulty file', async () => {
    writeFileSync(file, '[{]');
    expect(await refusal(() => follow())).to.equal('METERS_INVALID');
  });

  it('refuses two entries that count one register, but for a meter that was replaced', async () => {
    const twin = { ...meter('b', '2'), id: '20000001' };
    writeFileSync(file, JSON.stringify([meter('a', '1'), twin]));
    expect(await refusal(() => follow())).to.equal('METERS_INVALID');
    writeFileSync(file, JSON.stringify([meter('a', '1'), { ...twin, replaces: { meterId: `0x${'1'.repeat(64)}` } }]));
    expect(follow()()).to.deep.equal(['a', 'b']);
    const counter = (name: string, digit: string, input: number): object => ({
      ...meter(name, digit),
      devEui: 'A84041000000000A',
      pulse: { input, weight: '0.01', start: '0' },
    });
    writeFileSync(file, JSON.stringify([counter('a', '1', 1), counter('b', '2', 1)]));
    expect(await refusal(() => follow())).to.equal('METERS_INVALID');
    writeFileSync(file, JSON.stringify([counter('a', '1', 1), counter('b', '2', 2)]));
    expect(follow()()).to.deep.equal(['a', 'b']);
  });

  it('keeps the meters before a faulty change and tells it once', () => {
    writeFileSync(file, JSON.stringify([meter('a', '1')]));
    const faults: string[] = [];
    const names = follow(faults);
    writeFileSync(file, JSON.stringify([meter('a', '1'), { name: 'b' }]));
    expect([names(), names(), names()]).to.deep.equal([['a'], ['a'], ['a']]);
    expect(faults).to.deep.equal(['METERS_INVALID']);
    writeFileSync(file, JSON.stringify([meter('a', '1'), meter('b', '2')]));
    expect(names()).to.deep.equal(['a', 'b']);
    rmSync(file);
    expect([names(), names()]).to.deep.equal([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(faults).to.have.length(2);
  });

  it('knows an added meter at once', () => {
    writeFileSync(file, JSON.stringify([meter('a', '1')]));
    const names = follow();
    expect(names()).to.deep.equal(['a']);
    writeFileSync(file, JSON.stringify([meter('a', '1'), meter('c', '3')]));
    expect(names()).to.deep.equal(['a', 'c']);
  });
});
