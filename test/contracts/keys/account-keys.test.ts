import { expect } from 'chai';
import { keccak256 } from 'viem';

import type { Account } from '../../../core/domain/ledger/account.ts';
import { lowerHex, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import { RESOURCE, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { DOMAIN } from '../../support/domain.ts';
import type { KeyRegister } from '../../../core/domain/keys/key-statement.ts';
import { makeAccount } from '../support/accounts.ts';
import { freshHouse, livedInHouse, publicClient, refused, viem, type House } from '../support/house.ts';

const next = makeAccount('next key');
const third = makeAccount('third key');

async function read(house: House, functionName: 'keyOf' | 'accountOfKey', of: Account): Promise<Hex> {
  const call = { ...house.contracts.participants, functionName, args: [of.address] } as const;
  return lowerHex(await publicClient.readContract(call));
}

function registerOf(house: House): Pick<KeyRegister, 'domain' | 'participants'> {
  return { domain: DOMAIN, participants: house.contracts.participants.address };
}

/** @param by the account as it signs now */
function rotate(house: House, by: Account, to: Account, retiring: Hex = by.address): Promise<Hex> {
  return house.send(by, 'KEY_ROTATE', acceptKey(registerOf(house), to, { account: by.address, retiring }));
}

describe('Keys of accounts', () => {
  it('refuse a rotation by whoever is not active, or has no key to be sealed to', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    await refused(rotate(house, house.stranger, next), participants, 'SenderNotEntitled');
    await house.suspend(house.subscriber);
    await refused(rotate(house, house.subscriber, next), participants, 'SenderNotEntitled');
    const empty = await freshHouse();
    await refused(rotate(empty, empty.company, next), empty.contracts.participants, 'AccountNotEnrolled');
  });

  it('refuse a rotation that the retiring key did not sign', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const thief = withKey(house.subscriber.address, next);
    await refused(rotate(house, thief, next), participants, 'SenderMismatch', [
      (value: string) => lowerHex(value as Hex) === house.subscriber.address,
      (value: string) => lowerHex(value as Hex) === next.address,
    ]);
  });

  it('refuse a key that did not accept, or accepted for another account, key or encryption key', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const { address: account } = house.subscriber;
    const register = registerOf(house);
    const good = acceptKey(register, next, { account, retiring: account });
    const say = (data: typeof good): Promise<Hex> => house.send(house.subscriber, 'KEY_ROTATE', data);
    const foreign = acceptKey(register, third, { account, retiring: account });
    await refused(say({ ...good, acceptance: foreign.acceptance }), participants, 'KeyNotAccepted');
    await refused(say({ ...good, encryptionKey: third.encryptionKey }), participants, 'KeyNotAccepted');
    for (const statement of [
      { account: house.neighbour.address, retiring: account },
      { account, retiring: house.neighbour.address },
    ])
      await refused(say(acceptKey(register, next, statement)), participants, 'KeyNotAccepted');
    const elsewhere = { domain: DOMAIN, participants: house.contracts.meters.address };
    await refused(say(acceptKey(elsewhere, next, { account, retiring: account })), participants, 'KeyNotAccepted');
    await refused(say({ ...good, acceptance: '0x' }), participants, 'SignatureMalformed');
    await refused(say({ ...good, encryptionKey: '0x' }), participants, 'EncryptionKeyMalformed');
    expect(await read(house, 'keyOf', house.subscriber)).to.equal(account);
  });

  it('refuse every account’s address, and every key that somebody had, for ever', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    for (const taken of [house.subscriber, house.neighbour, house.company, house.portal])
      await refused(rotate(house, house.subscriber, taken), participants, 'KeyTaken');
    await rotate(house, house.subscriber, next);
    await refused(rotate(house, house.neighbour, next), participants, 'KeyTaken');
    const rotated = withKey(house.subscriber.address, next);
    await refused(rotate(house, rotated, next, next.address), participants, 'KeyTaken');
    await rotate(house, rotated, third, next.address);
    const again = withKey(house.subscriber.address, third);
    await refused(rotate(house, again, next, third.address), participants, 'KeyTaken');
    await refused(rotate(house, again, house.subscriber, third.address), participants, 'KeyTaken');
    await refused(house.enrol(next, ROLE.subscriber), participants, 'KeyTaken');
  });

  it('take effect at once and on every ledger: the new key alone signs for the account, which stays', async () => {
    const house = await livedInHouse();
    const { contracts, electricity } = house;
    await viem.assertions.emit(rotate(house, electricity, next), contracts.participants, 'KeyRotated');
    expect(await read(house, 'keyOf', electricity)).to.equal(next.address);
    expect(await read(house, 'accountOfKey', next)).to.equal(electricity.address);
    expect(await read(house, 'accountOfKey', electricity)).to.equal(ZERO_ADDRESS);
    const args = [electricity.address] as const;
    const participant = { ...contracts.participants, functionName: 'participant', args } as const;
    const { encryptionKey, registered } = await publicClient.readContract(participant);
    expect([encryptionKey, registered]).to.deep.equal([next.encryptionKey, true]);

    const rate = (zone: number) => ({
      resource: RESOURCE.electricity,
      zone,
      mantissa: 1n,
      exponent: 0,
      validFrom: house.now + 10_000n,
    });
    await refused(house.send(electricity, 'RATE', rate(1)), contracts.tariffs, 'SenderMismatch');
    await house.send(withKey(electricity.address, next), 'RATE', rate(1));
    // As itself the new key is nobody.
    await refused(house.send(next, 'RATE', rate(2)), contracts.tariffs, 'SenderNotEntitled');
  });

  it('stand in the slots that the formats name', async () => {
    const house = await livedInHouse();
    await rotate(house, house.electricity, next);
    const word = (value: Hex, slot: bigint): Hex =>
      keccak256(`0x${value.slice(2).padStart(64, '0')}${slot.toString(16).padStart(64, '0')}`);
    const { address } = house.contracts.participants;
    const at = async (slot: Hex) => (await publicClient.getStorageAt({ address, slot }))?.slice(-40);
    expect(await at(word(house.electricity.address, 6n))).to.equal(next.address.slice(2));
    expect(await at(word(next.address, 7n))).to.equal(house.electricity.address.slice(2));
    // The word of the first seal key: its number, zero, in the lowest eight bytes, its address before.
    const keys = await publicClient.getStorageAt({ address, slot: keccak256(`0x${'d'.padStart(64, '0')}`) });
    expect(keys?.slice(-56)).to.equal(`${house.sealer.address.slice(2)}${'0'.repeat(16)}`);
  });

  it('are the company’s and the portal’s too, who keep their offices', async () => {
    const house = await livedInHouse();
    await rotate(house, house.company, next);
    await rotate(house, house.portal, third);
    const { participants } = house.contracts;
    await refused(house.suspend(house.subscriber), participants, 'SenderMismatch');
    const account = house.subscriber.address;
    await house.send(withKey(house.company.address, next), 'SUSPEND', { account });
    const confirmation = { ...participants, functionName: 'isActive', args: [house.portal.address] } as const;
    expect(await publicClient.readContract(confirmation)).to.equal(true);
  });

  it('sign in the order of the ledgers: what the old key signed before, no ledger takes after', async () => {
    const house = await livedInHouse();
    await house.followChain();
    const before = house.sign(house.company, 0x0104, `0x${house.subscriber.address.slice(2).padStart(64, '0')}`);
    await rotate(house, house.company, next);
    await refused(house.carry(before), house.contracts.participants, 'SenderMismatch');
  });
});
