import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { citeInRussian } from '../../../../core/domain/billing/cite-law.ts';

const PACKS = join(import.meta.dirname, '../../../../core/domain/billing/engine/packs');

/** Every act and point of a pack, wherever it stands. */
function citations(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    (name === 'act' || name === 'point') && typeof inner === 'string' ? [inner] : citations(inner),
  );
}

describe('a citation of law', () => {
  it('is in Russian, whatever a Russian pack cites', () => {
    const packs = readdirSync(PACKS).filter((name) => /^ru-.*\.json$/.test(name));
    const cited = packs.flatMap((name) => citations(JSON.parse(readFileSync(join(PACKS, name), 'utf8'))));
    expect(new Set(cited).size).to.be.above(40);
    for (const text of cited) {
      expect(citeInRussian(text), text).not.to.match(/[A-Za-z]/);
      expect(citeInRussian(text).match(/\d+/g), text).to.deep.equal(text.match(/\d+/g));
    }
  });

  it('keeps the letters of a place, and what it does not know', () => {
    expect(citeInRussian('item 29(2)(v)')).to.equal('пункт 29(2)(в)');
    expect(citeInRussian('Housing Code')).to.equal('Жилищный кодекс');
    expect(citeInRussian('article 155 part 14')).to.equal('статья 155 часть 14');
    expect(citeInRussian('HeizKG')).to.equal('HeizKG');
  });
});
