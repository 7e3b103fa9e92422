import { expect } from 'chai';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCase } from '../../../../../core/domain/billing/engine/families/run-case.ts';

/** Bills with right values that others computed or published: `shared/fixtures/bills`. Each is run as it is. */
const FOLDER = fileURLToPath(new URL('../../../../../../shared/fixtures/bills', import.meta.url));

describe('bill engine against bills of others', () => {
  if (!existsSync(FOLDER)) console.log('    skipped: ../shared/fixtures/bills is absent');
  for (const file of globSync(`${FOLDER}/*.json`).sort()) {
    it(basename(file, '.json'), () => {
      const outcome = runCase(JSON.parse(readFileSync(file, 'utf8')));
      expect(outcome.differences).to.deep.equal([]);
      expect(outcome.derivation).to.not.be.empty;
    });
  }
});
