import { expect } from 'chai';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchemas } from '../../../../../core/domain/billing/engine/bill/json-schemas.ts';
import { billOutcome, caseOutcome } from '../../../../../core/domain/billing/engine/bill/outcome-shape.ts';
import { runAnyCase } from '../../../../../core/domain/billing/engine/run-any-case.ts';
import { BILL } from './support/sample-bill.ts';

const FOLDER = fileURLToPath(new URL('../../../../../docs/schemas/', import.meta.url));

describe('schemas of bill cases and results', () => {
  for (const [file, schema] of jsonSchemas()) {
    it(`${file} is what the parser takes (SCHEMA_DUMP=write writes it)`, () => {
      const text = `${JSON.stringify(schema, null, 1)}\n`;
      if (process.env.SCHEMA_DUMP === 'write') {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(`${FOLDER}${file}`, text);
      }
      expect(JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8'))).to.deep.equal(JSON.parse(text));
    });
  }

  it('hold for what the engine prints, with every number a string', () => {
    const outcome = runAnyCase(BILL);
    expect(billOutcome.safeParse(outcome).error).to.equal(undefined);
    const numbers: unknown[] = [];
    JSON.stringify(outcome, (_key, value: unknown) => (typeof value === 'number' ? numbers.push(value) : value));
    expect(numbers).to.deep.equal([]);
    const family = {
      id: 'x',
      pack: 'generic',
      family: 'packages',
      inputs: { units: '21', package: '10', price: '3' },
      rounding: 'none',
    };
    expect(caseOutcome.safeParse(runAnyCase(family)).error).to.equal(undefined);
  });
});
