import { expect } from 'chai';
import { keccak256, toHex as textToHex } from 'viem';

import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { keccakOf, makeAccount } from './support/accounts.ts';
import { DOMAIN } from '../support/domain.ts';
import { freshHouse, livedInHouse, publicClient, refused, viem, type House } from './support/house.ts';

/** Coordinates of secp256k1: y where x = 1, and x where y = 1. */
const Y_OF_ONE = '4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee';
const X_OF_ONE = '1fe1e5ef3fceb5c135ab7741333ce5a6e80d68167653f6b2b24bcbcfaaaff507';

const roleName = (name: string): Hex => keccak256(textToHex(name));

async function isActive(house: House, account: Account): Promise<boolean> {
  const args = [account.address] as const;
  return await publicClient.readContract({ ...house.contracts.participants, functionName: 'isActive', args });
}

async function participantOf(house: House, account: Account) {
  const args = [account.address] as const;
  return await publicClient.readContract({ ...house.contracts.participants, functionName: 'participant', args });
}

describe('Participants', () => {
  describe('enrolment', () => {
    it('refuses a second company and, whoever vouches for it, a second portal (H3, A1, A2)', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      const named = (founder: Account) => [(value: string) => value.toLowerCase() === founder.address];
      for (const [role, founder] of [
        [ROLE.company, house.company],
        [ROLE.portal, house.portal],
      ] as const)
        await refused(house.enrol(house.stranger, role), participants, 'FounderAlreadyNamed', named(founder));
      await refused(house.confirm(house.stranger, ROLE.portal), participants, 'AccountNotEnrolled');
      await refused(house.attest(house.subscriber), participants, 'AccountAlreadyAttested');
    });

    it('is not to be: a company that is its own portal', async () => {
      const house = await freshHouse();
      const { company, sealer } = house;
      const alike = viem
        .deployContract('Participants', [DOMAIN.networkHash, company.address, company.address, sealer.address, []])
        .then(({ address }) => address);
      await refused(alike, house.contracts.participants, 'FoundersAlike');
    });

    it('refuses a role without a name', async () => {
      const house = await freshHouse();
      for (const role of [0, 6]) {
        await refused(house.enrol(house.stranger, role), house.contracts.participants, 'RoleUnknown', [role]);
      }
    });

    it('refuses an encryption key that is not a point of secp256k1', async () => {
      const house = await freshHouse();
      const key = house.subscriber.encryptionKey;
      const p = 'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f';
      const pPlusOne = `${p.slice(0, -2)}30`;
      const wrong: Hex[] = [
        '0x',
        key.slice(0, -2) as Hex,
        `${key}00`,
        `${key.slice(0, -2)}${key.endsWith('00') ? '01' : '00'}` as Hex,
        `0x${p}${key.slice(66)}`,
        `${key.slice(0, 66)}${p}` as Hex,
        // The points with x = 1 and with y = 1, that coordinate plus p: the same to who reduces it.
        `0x${pPlusOne}${Y_OF_ONE}`,
        `0x${X_OF_ONE}${pPlusOne}`,
      ];
      for (const encryptionKey of wrong) {
        const call = house.send(house.subscriber, 'ENROL', { role: 1, encryptionKey, envelope: '0x' });
        await refused(call, house.contracts.participants, 'EncryptionKeyMalformed', [encryptionKey]);
      }
    });

    it('refuses the same key again', async () => {
      const house = await livedInHouse();
      await refused(
        house.enrol(house.subscriber, ROLE.subscriber),
        house.contracts.participants,
        'AccountAlreadyEnrolled',
      );
    });

    it('refuses another role for an account', async () => {
      const house = await livedInHouse();
      const rekeyed = makeAccount('subscriber', 2);
      await refused(house.enrol(rekeyed, ROLE.provider), house.contracts.participants, 'RoleMismatch');
      await refused(house.enrol(house.company, ROLE.provider), house.contracts.participants, 'RoleMismatch');
    });

    it('refuses a suspended account', async () => {
      const house = await livedInHouse();
      await house.suspend(house.subscriber);
      const rekeyed = makeAccount('subscriber', 2);
      await refused(house.enrol(rekeyed, ROLE.subscriber), house.contracts.participants, 'AccountAlreadySuspended');
    });

    it('keeps the key, and gives no role yet', async () => {
      const house = await freshHouse();
      await viem.assertions.emit(
        house.enrol(house.subscriber, ROLE.subscriber),
        house.contracts.participants,
        'ParticipantEnrolled',
      );
      expect(await participantOf(house, house.subscriber)).to.deep.equal({
        role: ROLE.subscriber,
        registered: false,
        attested: false,
        suspended: false,
        encryptionKey: house.subscriber.encryptionKey,
      });
      expect(await isActive(house, house.subscriber)).to.equal(false);
    });

    it('takes a new key, which needs confirmation anew', async () => {
      const house = await livedInHouse();
      const rekeyed = makeAccount('subscriber', 2);
      await house.enrol(rekeyed, ROLE.subscriber);
      expect(await isActive(house, rekeyed)).to.equal(false);
      await refused(
        house.confirm(house.subscriber, ROLE.subscriber),
        house.contracts.participants,
        'EncryptionKeyMismatch',
      );
      await house.confirm(rekeyed, ROLE.subscriber);
      await house.attest(rekeyed);
      expect(await isActive(house, rekeyed)).to.equal(true);
    });

    it('lets company and portal publish and renew their keys without the other, and without losing their roles', async () => {
      const house = await freshHouse();
      for (const name of ['company', 'portal'] as const) {
        expect(await isActive(house, house[name])).to.equal(true);
        await house.enrol(house[name], ROLE[name]);
        const rekeyed = makeAccount(name, 2);
        await house.enrol(rekeyed, ROLE[name]);
        expect(await isActive(house, house[name])).to.equal(true);
        expect((await participantOf(house, house[name])).encryptionKey).to.equal(rekeyed.encryptionKey);
      }
    });
  });

  describe('registration and attestation', () => {
    it('refuses a registration by anybody but the company', async () => {
      const house = await livedInHouse();
      await house.enrol(house.stranger, ROLE.subscriber);
      const encryptionKeyHash = keccakOf(house.stranger.encryptionKey);
      const value = { account: house.stranger.address, role: ROLE.subscriber, encryptionKeyHash };
      for (const from of [house.stranger, house.portal, house.electricity]) {
        await refused(house.send(from, 'REGISTER', value), house.contracts.participants, 'SenderNotEntitled');
      }
    });

    it('refuses an attestation by anybody but the portal', async () => {
      const house = await livedInHouse();
      await house.enrol(house.stranger, ROLE.subscriber);
      const value = { account: house.stranger.address, encryptionKeyHash: keccakOf(house.stranger.encryptionKey) };
      for (const from of [house.stranger, house.company, house.subscriber]) {
        await refused(house.send(from, 'ATTEST', value), house.contracts.participants, 'SenderNotEntitled');
      }
    });

    it('refuses an account that has not enrolled', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      await refused(house.confirm(house.stranger, ROLE.subscriber), participants, 'AccountNotEnrolled');
      await refused(house.attest(house.stranger), participants, 'AccountNotEnrolled');
    });

    it('refuses another role or key than the enrolled one', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      await house.enrol(house.stranger, ROLE.subscriber);
      await refused(house.confirm(house.stranger, ROLE.provider), participants, 'RoleMismatch', [
        (value: string) => value.toLowerCase() === house.stranger.address,
        ROLE.subscriber,
        ROLE.provider,
      ]);
      const impostor = { ...house.stranger, encryptionKey: house.neighbour.encryptionKey };
      await refused(house.confirm(impostor, ROLE.subscriber), participants, 'EncryptionKeyMismatch');
      await refused(house.attest(impostor), participants, 'EncryptionKeyMismatch');
    });

    it('refuses a second confirmation of the same key', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      await refused(house.confirm(house.subscriber, ROLE.subscriber), participants, 'AccountAlreadyRegistered');
      await refused(house.attest(house.subscriber), participants, 'AccountAlreadyAttested');
      for (const name of ['company', 'portal'] as const)
        await refused(house.confirm(house[name], ROLE[name]), participants, 'AccountAlreadyRegistered');
    });

    it('refuses to attest programs', async () => {
      const house = await livedInHouse();
      await refused(house.attest(house.electricity), house.contracts.participants, 'AttestationNotNeeded');
    });

    it('makes a subscriber active by both, in either order', async () => {
      const house = await livedInHouse();
      const other = makeAccount('another subscriber');
      await house.enrol(other, ROLE.subscriber);
      await house.confirm(other, ROLE.subscriber);
      expect(await isActive(house, other)).to.equal(false);
      await house.attest(other);
      expect(await isActive(house, other)).to.equal(true);
      await house.enrol(house.stranger, ROLE.subscriber);
      await house.attest(house.stranger);
      expect(await isActive(house, house.stranger)).to.equal(false);
      await house.confirm(house.stranger, ROLE.subscriber);
      expect(await isActive(house, house.stranger)).to.equal(true);
    });

    it('gives each role by its AccessControl name', async () => {
      const house = await livedInHouse();
      const holders = {
        SUBSCRIBER: house.subscriber,
        PROVIDER: house.water,
        COMPANY: house.company,
        PORTAL: house.portal,
        COLLECTOR: house.collector,
      };
      for (const [name, holder] of Object.entries(holders)) {
        const args = [roleName(name), holder.address] as const;
        const has = await publicClient.readContract({ ...house.contracts.participants, functionName: 'hasRole', args });
        expect(has, name).to.equal(true);
      }
      for (const [functionName, founder] of [
        ['COMPANY', house.company],
        ['PORTAL', house.portal],
      ] as const) {
        const named = await publicClient.readContract({ ...house.contracts.participants, functionName });
        expect(named.toLowerCase()).to.equal(founder.address);
      }
    });
  });

  describe('suspension', () => {
    it('and its end are refused by anybody but the company', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      const account = house.subscriber.address;
      for (const from of [house.portal, house.electricity, house.subscriber, house.stranger])
        await refused(house.send(from, 'SUSPEND', { account }), participants, 'SenderNotEntitled');
      await house.suspend(house.subscriber);
      for (const from of [house.portal, house.electricity, house.subscriber, house.stranger])
        await refused(house.send(from, 'RESTORE', { account }), participants, 'SenderNotEntitled');
    });

    it('refuses to suspend company and portal (H3, A26), strangers, or the suspended', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      for (const founder of [house.company, house.portal])
        await refused(house.suspend(founder), participants, 'FounderNotSuspendable');
      await refused(house.suspend(house.stranger), participants, 'AccountNotEnrolled');
      await house.suspend(house.subscriber);
      await refused(house.suspend(house.subscriber), participants, 'AccountAlreadySuspended');
    });

    it('refuses to restore who is not suspended', async () => {
      const house = await livedInHouse();
      const call = house.send(house.company, 'RESTORE', { account: house.subscriber.address });
      await refused(call, house.contracts.participants, 'AccountNotSuspended');
    });

    it('takes the role away until restored', async () => {
      const house = await livedInHouse();
      const rate = { resource: 1, zone: 0, mantissa: 1n, exponent: -5, validFrom: 1n };
      await house.suspend(house.electricity);
      expect(await isActive(house, house.electricity)).to.equal(false);
      await refused(house.send(house.electricity, 'RATE', rate), house.contracts.tariffs, 'SenderNotEntitled');
      await house.send(house.company, 'RESTORE', { account: house.electricity.address });
      expect(await isActive(house, house.electricity)).to.equal(true);
      await house.send(house.electricity, 'RATE', rate);
    });
  });

  describe('AccessControl’s own functions', () => {
    it('refuse everybody: roles come by internal blocks alone', async () => {
      const house = await livedInHouse();
      const { participants } = house.contracts;
      const [carrier] = await viem.getWalletClients();
      if (carrier === undefined) throw new Error('Hardhat gave no account.');
      const role = roleName('PORTAL');
      const byHand = { ...participants, gasPrice: 0n, gas: 1_000_000n } as const;
      const grant = carrier.writeContract({
        ...byHand,
        functionName: 'grantRole',
        args: [role, carrier.account.address],
      });
      await refused(grant, participants, 'AccessControlUnauthorizedAccount');
      const revoke = carrier.writeContract({
        ...byHand,
        functionName: 'revokeRole',
        args: [role, house.portal.address],
      });
      await refused(revoke, participants, 'AccessControlUnauthorizedAccount');
      const renounce = carrier.writeContract({
        ...byHand,
        functionName: 'renounceRole',
        args: [role, carrier.account.address],
      });
      await refused(renounce, participants, 'AccessControlBadConfirmation');
      const admin = await publicClient.readContract({
        ...participants,
        functionName: 'hasRole',
        args: [ZERO_32, house.company.address],
      });
      expect(admin).to.equal(false);
    });
  });
});
