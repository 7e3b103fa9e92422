import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { syncFolder } from '../../../scripts/world/past/threads/unsynced-disk.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

const from = (path: string): string => JSON.stringify(import.meta.resolve(`../../../${path}`));

describe('a past that is written', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  /** What a program's database says of itself, in a process of its own: whoever waits for no disk does so from then on. */
  async function synchronous(isHasty: boolean): Promise<string> {
    const script = `
      import { waitForNoDisk } from ${from('scripts/world/past/threads/unsynced-disk.ts')};
      if (${isHasty}) waitForNoDisk();
      const { openDatabase } = await import(${from('core/runtime/sqlite.ts')});
      const database = openDatabase(${JSON.stringify(join(folder.path, `hasty-${isHasty}.sqlite`))}, ['create table t (a integer)']);
      const { fsyncSync, fdatasyncSync, fdatasync } = await import('node:fs');
      const { promisify } = await import('node:util');
      const waits = [];
      for (const sync of [fsyncSync, fdatasyncSync, promisify(fdatasync)])
        try { await sync(-1); } catch { waits.push(sync.name); }
      console.log(database.prepare('pragma synchronous').get().synchronous, waits.length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    return stdout.trim();
  }

  it('waits for no disk, as programs otherwise do', async () => {
    // 2 is full, 0 is off; whoever waits refuses a file that is not open.
    expect(await synchronous(false)).to.equal('2 3');
    expect(await synchronous(true)).to.equal('0 0');
  });

  it('is brought to disk at its end, whatever is in its folder', () => {
    mkdirSync(join(folder.path, 'deep', 'deeper'), { recursive: true });
    writeFileSync(join(folder.path, 'deep', 'deeper', 'file'), 'x', { mode: 0o400 });
    syncFolder(folder.path);
    expect(() => syncFolder(join(folder.path, 'no-such-folder'))).to.throw('ENOENT');
  });
});
