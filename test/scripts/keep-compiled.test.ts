import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../sealer/support/temp-folder.ts';

const MODULE = new URL('../../scripts/keep-compiled.ts', import.meta.url).href;
const LOADED = new URL('../../core/domain/limits.ts', import.meta.url).href;

/** A program that keeps what it compiles in this folder. @returns what its threads and children are told */
function run(folder: string, before?: string): string {
  const script = `
    const { keepCompiled } = await import(${JSON.stringify(MODULE)});
    keepCompiled(${JSON.stringify(folder)});
    await import(${JSON.stringify(LOADED)});
    process.stdout.write(process.env.NODE_COMPILE_CACHE ?? '');`;
  const { NODE_COMPILE_CACHE: _, ...rest } = process.env;
  const env = { ...rest, ...(before === undefined ? {} : { NODE_COMPILE_CACHE: before }) };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env });
  expect(status, stderr.toString()).to.equal(0);
  return stdout.toString();
}

describe('what is compiled', () => {
  it('is kept for the next start and for threads, unless somebody said where, or nothing can be written', () => {
    using folder = tempFolder();
    const [kept, other, file] = ['kept', 'other', 'file'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    expect(run(kept)).to.equal(kept);
    expect(readdirSync(kept, { recursive: true }).length).to.be.greaterThan(1);
    mkdirSync(other);
    expect(run(join(folder.path, 'unused'), other)).to.equal(other);
    expect(readdirSync(folder.path)).to.not.include('unused');
    writeFileSync(file, '');
    expect(run(join(file, 'below'))).to.equal('');
  });
});
