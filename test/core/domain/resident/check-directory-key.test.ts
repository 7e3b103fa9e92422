import { expect } from 'chai';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { checkDirectoryKey, type DirectoryEntry } from '../../../../core/domain/resident/check-directory-key.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, network, record } from './bill-fixture.ts';

const enrolmentOf = (actor: 'provider' | 'portal', role: number, encryptionKey = actors[actor].encryptionKey) =>
  record('ENROL', actor, 'company', 'participants', ZERO_32, { role, encryptionKey, envelope: '0x' });
const PROVIDER: DirectoryEntry = {
  address: actors.provider.address,
  roleName: 'provider',
  encryptionKey: actors.provider.encryptionKey,
  enrolment: enrolmentOf('provider', ROLE.provider),
  keyChange: null,
};

describe('the key of an organisation in the portal’s directory', () => {
  const told = (change: Partial<DirectoryEntry>) =>
    refusal(() => checkDirectoryKey(network, { ...PROVIDER, ...change }));

  it('is taken as the organisation enrolled with it', () => {
    checkDirectoryKey(network, PROVIDER);
    const enrolment = enrolmentOf('portal', ROLE.portal);
    const { address, encryptionKey } = actors.portal;
    checkDirectoryKey(network, { address, encryptionKey, roleName: 'portal', enrolment, keyChange: null });
  });

  it('is the one that it changed to since, by a block of its own and with the new key’s word', async () => {
    const { address } = actors.provider;
    const [next, third] = [accountFromMnemonic(createMnemonic()), accountFromMnemonic(createMnemonic())];
    const change = acceptKey(keyRegisterOf(network), next, { account: address, retiring: address });
    const changed = record('KEY_ROTATE', 'provider', 'company', 'participants', ZERO_32, change);
    const keys = [changed.signed];
    const { encryptionKey } = next;
    checkDirectoryKey(network, { ...PROVIDER, encryptionKey, keyChange: { ...changed, keys } });
    expect(await told({ keyChange: changed })).to.equal('DIRECTORY_KEY_UNSIGNED');
    for (const alone of [
      { ...change, key: third.address },
      { ...change, encryptionKey: third.encryptionKey },
    ]) {
      const keyChange = record('KEY_ROTATE', 'provider', 'company', 'participants', ZERO_32, alone);
      const told = { ...PROVIDER, encryptionKey: alone.encryptionKey, keyChange };
      expect(
        await refusal(() =>
          checkDirectoryKey(network, { ...told, keyChange: { ...keyChange, keys: [keyChange.signed] } }),
        ),
      ).to.equal('DIRECTORY_KEY_UNSIGNED');
    }
  });

  it('PROGRAMS 5: is refused when the portal puts its own in its place, with or without an enrolment for it', async () => {
    const { encryptionKey } = actors.portal;
    const forged = enrolmentOf('provider', ROLE.provider, encryptionKey);
    const altered = { ...forged, signed: { ...forged.signed, signature: PROVIDER.enrolment.signed.signature } };
    const others = enrolmentOf('portal', ROLE.provider);
    for (const change of [
      { encryptionKey },
      { encryptionKey, enrolment: others },
      { encryptionKey, enrolment: altered },
      { encryptionKey, enrolment: { ...others, digest: PROVIDER.enrolment.digest } },
    ])
      expect(await told(change)).to.equal('DIRECTORY_KEY_UNSIGNED');
  });

  it('is refused in another role, of another company or portal, and out of another block or ledger', async () => {
    const moved = { ...PROVIDER.enrolment.signed, ledger: network.contracts.meters };
    for (const change of [
      { roleName: 'collector' as const },
      { roleName: 'company' as const, enrolment: enrolmentOf('provider', ROLE.company) },
      { roleName: 'portal' as const, enrolment: enrolmentOf('provider', ROLE.portal) },
      { enrolment: { ...PROVIDER.enrolment, signed: moved } },
      { enrolment: record('SUSPEND', 'provider', 'company', 'participants', ZERO_32, { account: network.portal }) },
    ])
      expect(await told(change)).to.equal('DIRECTORY_KEY_UNSIGNED');
  });
});
