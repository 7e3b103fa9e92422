import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { checkCodes } from '../../../scripts/test/codes/check-codes.ts';
import { CODE_MAKERS } from '../../../scripts/test/codes/code-makers.ts';
import { findCodes } from '../../../scripts/test/codes/find-codes.ts';
import { startRecording } from '../../../scripts/test/codes/start-recording.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const ERRORS = `export class InputError extends Error {
  constructor(code: string, message: string) { super(message); this.code = code; }
}
export class TransientError extends InputError {}
`;

describe('the error codes that tests throw', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-codes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(file: string, source: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), source);
  }

  it('are recorded in threads and in a process that is killed, but not those that a test makes itself', async () => {
    const script = fileURLToPath(new URL('support/throw-process.ts', import.meta.url));
    const env = { ...process.env, ...startRecording(project, folder) };
    const [, signal] = await once(spawn(process.execPath, [script], { env, stdio: 'ignore' }), 'exit');
    expect(signal).to.equal('SIGKILL');
    const files = readdirSync(folder).filter((name) => name !== 'sources');
    expect(files.sort()).to.deep.equal(['DECIMAL_INVALID', 'INTERNAL']);
  });

  it('cannot be recorded where the source of an error is not as the recorder knows it', () => {
    for (const { file } of CODE_MAKERS) write(file, 'export const nothing = 0;\n');
    const target = mkdtempSync(join(folder, 'target-'));
    expect(() => startRecording(folder, target)).to.throw('no longer says "this.code = code;"');
  });

  it('are found in the source: literals, choices, constants, what functions hand on, subclasses, refusals', () => {
    write('core/domain/bytes/errors.ts', ERRORS);
    write(
      'core/domain/a.ts',
      `import { InputError, TransientError as Later } from './bytes/errors.ts';
       const CONSTANT = 'BY_CONSTANT';
       class Special extends InputError { constructor(why: number, code: string) { super(code, String(why)); } }
       class Fixed extends InputError { constructor() { super('FIXED', ''); } }
       export function fail(message: string, code: string): never { throw new InputError(code, message); }
       export function b(x: boolean, given?: string): unknown {
         if (x) throw new Later(x ? 'YES' : 'NO', '');
         if (given) throw new InputError(given ?? 'DEFAULT', '');
         if (!x) throw new Special(1, 'SPECIAL');
         const say = (code: string): void => fail('', code);
         say('SAID');
         new InputError(CONSTANT, '');
         new Error('NO_CODE');
         return { ok: false, code: 'REFUSAL' };
       }`,
    );
    write(
      'oracle/b.ts',
      `import { fail as f } from '../core/domain/a.ts';\nf('m', 'FROM_AFAR');\nb(true, 'NOT_IMPORTED');`,
    );
    write('app/web/c.tsx', `import { InputError } from '../../core/domain/bytes/errors.ts';\nnew InputError(x.y, '');`);
    const { codes, unclear } = findCodes(folder);
    const expected = 'BY_CONSTANT DEFAULT FIXED FROM_AFAR NO REFUSAL SAID SPECIAL YES'.split(' ');
    expect([...codes].sort()).to.deep.equal(expected);
    expect([...unclear]).to.deep.equal(['app/web/c.tsx: x.y']);
  });

  it('are told by name where one is missing, and so are places whose code the source does not tell', () => {
    write('core/domain/bytes/errors.ts', ERRORS);
    const source = `import { InputError } from './bytes/errors.ts';\nnew InputError('SEEN', '');\nnew InputError('UNSEEN', '');\nnew InputError(x(), '');`;
    write('core/domain/a.ts', source);
    mkdirSync(join(folder, 'thrown'));
    writeFileSync(join(folder, 'thrown', 'SEEN'), '');
    const faults = checkCodes(folder, join(folder, 'thrown'));
    expect(faults).to.include('error codes never thrown by a test: UNSEEN');
    expect(faults.join('\n')).to.include('make it a literal there or list it as CARRIED: core/domain/a.ts: x()');
  });

  it('are all recordable: every place of the tree that makes one reads as the recorder expects', () => {
    expect(() => startRecording(project, folder)).not.to.throw();
  });
});
