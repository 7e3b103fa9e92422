import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { isEstimate, lineText, lineTitle } from '../../../../core/domain/billing/line-text.ts';

describe('the words of a line of a bill', () => {
  it('are those of its issuer where the line has no code, as on older bills, or one that nobody knows here', () => {
    const text = 'Norm: 9.49 m³ × 50.93, 2026-10';
    expect(lineText({ text }, 'ru')).to.equal(text);
    expect(lineText({ text, code: 'of-the-future' }, 'ru')).to.equal(text);
    expect(lineText({ text, code: 'upkeep' }, 'ru'), 'a code of another line').to.equal(text);
  });

  it('are in the reader’s language, with the figures as they are', () => {
    const text = 'House needs, cold water, by the house meter: 1.5 m3 × 50.93, 2026-10';
    const line = { text, code: 'needs-meter:coldWater' };
    expect(lineText(line, 'en')).to.equal(text);
    expect(lineText(line, 'ru')).to.equal(
      'Общедомовые нужды, холодная вода, по прибору учёта дома: 1.5 m3 × 50.93, 2026-10',
    );
    expect(lineText({ text: 'Penalty by 2026-12-01: 2.50 − 1.00', code: 'penalty:2026-12-01' }, 'ru')).to.equal(
      'Пени на 2026-12-01: 2.50 − 1.00',
    );
  });

  it('are there, in Russian letters, for every code that the biller gives', () => {
    const sources = ['engine', 'estimates'].flatMap((folder) =>
      readdirSync(`biller/${folder}`, { withFileTypes: true })
        .filter((file) => file.isFile() && file.name.endsWith('.ts'))
        .map(({ name }) => readFileSync(`biller/${folder}/${name}`, 'utf8')),
    );
    const told = sources.flatMap((text) => [...text.matchAll(/code: ['`]([a-z-]+)/g)].map(([, code = '']) => code));
    const estimates = sources.flatMap((text) =>
      [...text.matchAll(/['`](estimate-[a-z]+)/g)].map(([, code = '']) => code),
    );
    const codes = new Set([...told.filter((code) => code !== 'estimate'), ...estimates]);
    expect(codes.size).to.be.greaterThan(18);
    for (const code of codes) {
      expect(lineTitle(code, 'ru'), code).to.match(/^[А-Я][^A-Za-z]*$/);
      expect(lineTitle(code, 'en'), code).to.match(/^[A-Z]/);
    }
    expect([...codes].filter(isEstimate)).to.have.members(['estimate-average', 'estimate-open', 'estimate-norm']);
  });
});
