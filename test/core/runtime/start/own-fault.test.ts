import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { VERSION } from '../../../../core/runtime/start/version.ts';
import { DATA_LAYOUT, openDataFolder } from '../../../../core/runtime/start/data-folder.ts';
import { onOwnDisk, ownFault } from '../../../../core/runtime/start/own-fault.ts';
import { openDatabase } from '../../../../core/runtime/sqlite.ts';
import { lockData } from '../../../../sealer/chain/data-lock.ts';
import { refusal } from '../../../support/refusal.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

function systemError(code: string, over: object = { path: '/data/x' }): Error {
  return Object.assign(new Error(`${code}: something`), { code, ...over });
}

describe('a failure of the own disk', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  it('is said in words with the path, whichever call it comes from', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    expect(await refusal(async () => openDataFolder(join(file, 'below')))).to.equal('FOLDER_INVALID');
    expect(await refusal(async () => openDataFolder(file))).to.equal('FOLDER_INVALID');
    expect(await refusal(async () => lockData(join(file, 'below')))).to.equal('FOLDER_INVALID');
    expect(await refusal(async () => openDatabase(join(file, 'x.sqlite'), []))).to.equal('FOLDER_INVALID');
    mkdirSync(join(folder.path, 'taken.sqlite'));
    expect(await refusal(async () => openDatabase(join(folder.path, 'taken.sqlite'), []))).to.equal('FOLDER_READ_ONLY');
    const missing = join(folder.path, 'network.json');
    expect(await refusal(async () => onOwnDisk(missing, () => readFileSync(missing)))).to.equal('FILE_MISSING');
    for (const [code, name] of [
      ['EACCES', 'FOLDER_READ_ONLY'],
      ['EROFS', 'FOLDER_READ_ONLY'],
      ['ENOSPC', 'DISK_FULL'],
      ['EIO', 'DISK_FAILED'],
    ] as const) {
      const told = ownFault(systemError(code));
      expect(told).to.include({ code: name });
      expect(told?.message).to.include('/data/x');
    }
    const full = systemError('ERR_SQLITE_ERROR', { errcode: 13 });
    expect(ownFault(full, '/data/x.sqlite')).to.include({ code: 'DISK_FULL' });
    const failing = systemError('ERR_SQLITE_ERROR', { errcode: 10 | (3 << 8) });
    expect(ownFault(failing, '/data/x.sqlite')).to.include({ code: 'DISK_FAILED' });
    expect(ownFault(systemError('EACCES'))?.message).to.include('may not be read or written');
    expect(ownFault(systemError('EEXIST', { path: '/data/x', syscall: 'mkdir' }))).to.include({
      code: 'FOLDER_INVALID',
    });
    expect(ownFault(systemError('EEXIST', { path: '/data/x', syscall: 'open' }))).to.equal(undefined);
  });

  it('is told from a failure of others, whose words stay', async () => {
    expect(ownFault(systemError('ENOENT', { syscall: 'spawn' }))).to.equal(undefined);
    expect(ownFault(systemError('EACCES', { syscall: 'connect', address: '127.0.0.1', port: 1 }))).to.equal(undefined);
    expect(ownFault('text')).to.equal(undefined);
    expect(ownFault(new Error('lost'))).to.equal(undefined);
    const server = createServer();
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
    await promise;
    const at = server.address();
    const second = createServer();
    const failed = new Promise<unknown>((done) => second.once('error', done));
    second.listen(typeof at === 'object' && at !== null ? at.port : 0, '127.0.0.1');
    expect(ownFault(await failed)).to.include({ code: 'PORT_TAKEN' });
    server.close();
  });
});

describe('a data folder', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  it('is marked with its layout, which is the first where there is no mark, and taken again', () => {
    const data = join(folder.path, 'new');
    openDataFolder(data);
    const file = join(data, 'layout.json');
    const mark = (): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const ours = { layout: DATA_LAYOUT, version: VERSION };
    expect(mark()).to.deep.equal(ours);
    // Of an earlier version with the same layout, or of the time before versions were told.
    for (const version of ['0.0.9', undefined]) {
      writeFileSync(file, JSON.stringify({ layout: DATA_LAYOUT, version }));
      openDataFolder(data);
      expect(mark()).to.deep.equal(ours);
    }
  });

  it('is refused when another version wrote it, or nobody knows which', async () => {
    for (const text of ['{"layout":99}', '{}', 'null', 'not JSON']) {
      const data = join(folder.path, 'other');
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, 'layout.json'), text);
      expect(await refusal(async () => openDataFolder(data)), text).to.equal('DATA_OTHER_VERSION');
      expect(readFileSync(join(data, 'layout.json'), 'utf8')).to.equal(text);
    }
    const data = join(folder.path, 'other');
    writeFileSync(join(data, 'layout.json'), '{"layout":99,"version":"9.8.7"}');
    expect(() => openDataFolder(data)).to.throw('was written by version 9.8.7 of Domledger (layout 99');
  });
});
