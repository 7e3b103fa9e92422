import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadOrCreateAccount, loadOrCreateMnemonic } from '../../../core/runtime/keystore.ts';
import { refusal } from '../../support/refusal.ts';

describe('a keystore', () => {
  let folder: string;
  let files: { file: string; passwordFile: string };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-keys-'));
    files = { file: join(folder, 'keys', 'account.json'), passwordFile: join(folder, 'keys', 'password') };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses another password, a lost password and a torn file, and makes no new key', async () => {
    await loadOrCreateAccount(files);
    const kept = readFileSync(files.file, 'utf8');
    writeFileSync(files.passwordFile, 'another');
    expect(await refusal(() => loadOrCreateAccount(files))).to.equal('KEYSTORE_BROKEN');
    rmSync(files.passwordFile);
    expect(await refusal(() => loadOrCreateAccount(files))).to.equal('KEYSTORE_BROKEN');
    expect(readFileSync(files.file, 'utf8')).to.equal(kept);
    writeFileSync(files.file, kept.slice(0, 100));
    expect(await refusal(() => loadOrCreateAccount(files))).to.equal('KEYSTORE_BROKEN');
  });

  it('holds neither key nor words in clear, and is readable by its owner alone', async () => {
    const account = await loadOrCreateAccount(files);
    const words = await loadOrCreateMnemonic(files);
    const content = readFileSync(files.file, 'utf8');
    expect(content).not.to.include(account.encryptionPrivateKey.slice(2));
    for (const word of words.split(' ').filter((part) => part.length > 5)) expect(content).not.to.include(word);
    if (process.platform !== 'win32') {
      for (const file of [files.file, files.passwordFile]) expect(statSync(file).mode & 0o777).to.equal(0o600);
    }
  });

  it('gives the same account at every start, without a slow derivation of keys', async () => {
    const made = await loadOrCreateAccount(files);
    const opened = await loadOrCreateAccount(files);
    // A start costs what scrypt costs: 131072 rounds, which suit a person's password, are half a second.
    expect(readFileSync(files.file, 'utf8')).to.match(/"kdfparams":\{[^}]*"n":4096,/);
    expect([opened.address, opened.encryptionKey]).to.deep.equal([made.address, made.encryptionKey]);
  });
});
