import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { bundlePrograms } from '../../../scripts/bundle/bundle-programs.ts';
import { findBundle } from '../../../scripts/bundle/find-bundle.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const CLI = 'scripts/cli.ts';

describe('the programs in few files', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'domledger-bundle-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are the sources, with the text of those that are changed', async () => {
    const text = readFileSync(join(root, CLI), 'utf8').replace("new Command('domledger')", "new Command('changed')");
    const program = await bundlePrograms({ root, folder, changed: new Map([[CLI, text]]) });
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--help']);
    expect(stdout).to.match(/^Usage: changed /);
    const settings = ['--settings', join(folder, 'none.json')];
    const refused = await promisify(execFile)(process.execPath, [program, 'sealer', ...settings]).catch(
      (error: unknown) => error,
    );
    expect(refused).to.include({ code: 2 });
    expect(refused)
      .to.have.property('stderr')
      .that.matches(/none\.json cannot be read.*\(SETTINGS_INVALID\)/);
  }).timeout(120_000);

  it('are what DOMLEDGER_CLI names, where it names something', async () => {
    const named = process.env.DOMLEDGER_CLI;
    process.env.DOMLEDGER_CLI = join(folder, 'other.mjs');
    try {
      expect(await findBundle()).to.equal(join(folder, 'other.mjs'));
    } finally {
      if (named === undefined) delete process.env.DOMLEDGER_CLI;
      else process.env.DOMLEDGER_CLI = named;
    }
  });
});
