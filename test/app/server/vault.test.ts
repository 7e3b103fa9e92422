import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openVault } from '../../../app/server/vault.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';

describe('the portal’s vault', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-vault-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses a key file that is no key', () => {
    writeFileSync(join(folder, 'key'), 'not a key');
    expect(() => openVault(join(folder, 'key')))
      .to.throw(InputError)
      .with.property('code', 'VAULT_KEY_MALFORMED');
  });

  it('does not open what was altered, moved to another row or sealed with another key', () => {
    const vault = openVault(join(folder, 'key'));
    const sealed = vault.seal('accounts/1', { name: 'n' });
    const altered = Uint8Array.from(sealed, (byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte));
    const attempts = [
      () => vault.open('accounts/1', altered),
      () => vault.open('accounts/2', sealed),
      () => vault.open('accounts/1', new Uint8Array(5)),
      () => openVault(join(folder, 'other')).open('accounts/1', sealed),
    ];
    for (const attempt of attempts) expect(attempt).to.throw(InputError).with.property('code', 'VAULT_BROKEN');
  });

  it('opens what it sealed after the next start, and never seals the same way twice', () => {
    const vault = openVault(join(folder, 'key'));
    const value = { name: 'Житель', list: ['a'] };
    const sealed = vault.seal('accounts/1', value);
    expect(openVault(join(folder, 'key')).open('accounts/1', sealed)).to.deep.equal(value);
    expect(Buffer.from(vault.seal('accounts/1', value)).equals(sealed)).to.equal(false);
    expect(statSync(join(folder, 'key')).mode & 0o077).to.equal(0);
  });

  it('indexes equal texts alike, for one use and one key only', () => {
    const vault = openVault(join(folder, 'key'));
    expect(vault.index('subject', 'a')).to.equal(openVault(join(folder, 'key')).index('subject', 'a'));
    const others = [
      vault.index('premise', 'a'),
      vault.index('subject', 'b'),
      openVault(join(folder, 'other')).index('subject', 'a'),
    ];
    for (const other of others) expect(other).not.to.equal(vault.index('subject', 'a'));
  });
});
