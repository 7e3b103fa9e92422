import { expect } from 'chai';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
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
};

describe('the key of an organisation in the portal’s directory', () => {
  const told = (change: Partial<DirectoryEntry>) =>
    refusal(() => checkDirectoryKey(network, { ...PROVIDER, ...change }));

  it('is taken as the organisation enrolled with it', () => {
    checkDirectoryKey(network, PROVIDER);
    const enrolment = enrolmentOf('portal', ROLE.portal);
    const { address, encryptionKey } = actors.portal;
    checkDirectoryKey(network, { address, encryptionKey, roleName: 'portal', enrolment });
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
