import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../../../../app/web/src');
const files = globSync('**/*.{ts,tsx}', { cwd: root }).sort();
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const those = (pattern: RegExp): string[] => files.filter((file) => pattern.test(text(file)));

/** Whatever makes signed blocks: `core/domain/resident/make-…`, and what these are made of. */
const SIGNS = /resident\/make-[a-z-]+\.ts|resident\/sign-fact\.ts|\bsignBlock\b|\.sign\(/;

describe('what the pages sign', () => {
  it('goes through the outbox: nothing makes a block but for it', () => {
    const signing = files.filter((file) =>
      text(file)
        .split('\n')
        .some((line) => SIGNS.test(line) && !line.startsWith('import type') && !/^import \{ type /.test(line)),
    );
    const acts = ['send-appeal', 'offer-contract', 'sign-contract', 'cancel-contract', 'withdraw-offer'];
    const more = ['submit-reading', 'object-to-key', 'enrol'];
    const known = [...acts, ...more].map((name) => `resident/act/${name}.ts`);
    expect(signing.filter((file) => file !== 'outbox/outbox.ts')).to.have.members(known);
    for (const file of known) expect(text(file), file).to.match(/outbox\.keep\(|keepReading\(/);
    expect(those(/outbox\.keep\(/)).to.have.members([
      ...known.filter((file) => !file.endsWith('submit-reading.ts')),
      'resident/act/keep-reading.ts',
    ]);
  });

  it('is handed over in one place: nothing else is posted but orders to pay, the request for a key that the portal signs, and a proof of one’s own', () => {
    expect(those(/\/api\/(blocks|enrolment)['"`]/)).to.deep.equal(['outbox/look-at-block.ts']);
    expect(those(/\bapi\.post\(|\bpost\('/)).to.have.members([
      'api/api.ts',
      'outbox/look-at-block.ts',
      'resident/act/ask-for-key.ts',
      'resident/act/attach.ts',
      'resident/act/start-payment.ts',
    ]);
    expect(those(/method: ['"`]POST/)).to.deep.equal(['api/api.ts']);
  });
});
