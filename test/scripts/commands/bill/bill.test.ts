import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../../../support/run-cli.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { BILL } from '../../../core/domain/billing/engine/support/sample-bill.ts';

describe('domledger bill', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  function write(name: string, text: string): string {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    return file;
  }

  it('ends with 2 and names the path that is wrong', async () => {
    const wrong = structuredClone(BILL);
    Object.assign(wrong.readings[3] ?? {}, { value: 154.32 });
    const result = await runCli(['bill', '--case', write('wrong.json', JSON.stringify(wrong))]);
    expect([result.code, result.stdout]).to.deep.equal([2, '']);
    expect(result.stderr).to.match(/^readings\.3\.value: .*\(CASE_INVALID\)/);
    expect(await runCli(['bill', '--case', write('no.json', '{')])).to.include({ code: 2 });
    const missing = await runCli(['bill', '--case', join(folder.path, 'none.json')]);
    expect(missing.stderr).to.contain('FILE_UNREADABLE');
  });

  it('prints bill and derivation for people, and as one JSON object', async () => {
    const file = write('bill.json', JSON.stringify(BILL));
    const text = await runCli(['bill', '--case', file]);
    expect(text.code).to.equal(0);
    expect(text.stdout).to.contain('total  5710.07');
    expect(text.stdout).to.contain(
      'cold 2026-07 = 4 × 55.21 (difference of readings) = 220.84  [Decree 354, appendix 2, formula 1, R]',
    );
    const json = await runCli(['bill', '--case', file, '--json']);
    expect(JSON.parse(json.stdout)).to.include({ total: '5710.07', pack: 'ru-2026' });
  });

  it('ends with 1 where a case expects other values, and names them', async () => {
    const one = {
      id: 'x',
      pack: 'eu',
      family: 'packages',
      inputs: { units: '21', package: '10', price: '3' },
      rounding: '2 decimals',
    };
    const wrong = await runCli([
      'bill',
      '--case',
      write('a.json', JSON.stringify({ ...one, expected: { total: '8.00' } })),
      '--json',
    ]);
    expect(wrong.code).to.equal(1);
    expect(JSON.parse(wrong.stdout).differences).to.deep.equal(['total: "9.00" instead of 8.00']);
    const right = await runCli([
      'bill',
      '--case',
      write('b.json', JSON.stringify({ ...one, expected: { total: '9' } })),
    ]);
    expect(right.code).to.equal(0);
  });
});
