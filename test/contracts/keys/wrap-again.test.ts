import { expect } from 'chai';

import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { WRAPS_MAX } from '../../../core/domain/limits.ts';
import { makeAccount } from '../support/accounts.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem, type House } from '../support/house.ts';
import { change, entry, name, named, next, saidFor, type Said } from '../support/lost-key.ts';

const third = makeAccount('third key after a lost one');

function say(house: House, from: Account, data: Said, to = house.subscriber): Promise<Hex> {
  return house.send(from, 'WRAP_AGAIN', data, { to: to.address });
}

async function lost(account: 'subscriber' | 'electricity' = 'subscriber'): Promise<House> {
  const house = await livedInHouse();
  await networkHelpers.time.increaseTo(await named(house, house[account]));
  return house;
}

describe('What a lost key closed', () => {
  it('is wrapped again by the company, the portal and providers, and by nobody else', async () => {
    const house = await lost();
    const { participants } = house.contracts;
    for (const other of [house.stranger, house.neighbour, house.collector, withKey(house.subscriber.address, next)])
      await refused(say(house, other, saidFor(next)), participants, 'SenderNotEntitled');
    for (const reader of [house.company, house.portal, house.electricity])
      await viem.assertions.emit(say(house, reader, saidFor(next)), participants, 'WrappedAgain');
    await house.suspend(house.water);
    await refused(say(house, house.water, saidFor(next)), participants, 'SenderNotEntitled');
  });

  it('is wrapped again by nobody for itself', async () => {
    const house = await lost('electricity');
    const { participants } = house.contracts;
    const own = withKey(house.electricity.address, next);
    await refused(say(house, own, saidFor(next), house.electricity), participants, 'SenderNotEntitled');
    await viem.assertions.emit(
      say(house, house.company, saidFor(next), house.electricity),
      participants,
      'WrappedAgain',
    );
  });

  it('is wrapped again for no account whose key is not lost: unchanged, changed by itself, waited for, objected to', async () => {
    const house = await livedInHouse();
    const { participants } = house.contracts;
    const { company, subscriber, neighbour } = house;
    await refused(say(house, company, saidFor(subscriber)), participants, 'KeyNotLost');
    await house.send(neighbour, 'KEY_ROTATE', change(house, neighbour, third));
    await refused(say(house, company, saidFor(third), neighbour), participants, 'KeyNotLost');
    const from = await named(house, subscriber);
    await networkHelpers.time.increaseTo(from - 60n);
    await refused(say(house, company, saidFor(subscriber)), participants, 'KeyNotLost');
    await house.send(subscriber, 'REKEY_OBJECT', { key: next.address });
    await networkHelpers.time.increaseTo(from + 1n);
    await refused(say(house, company, saidFor(subscriber)), participants, 'KeyNotLost');
    await house.send(subscriber, 'KEY_ROTATE', change(house, subscriber, makeAccount('own change')));
    const own = saidFor(makeAccount('own change'));
    await refused(say(house, company, own), participants, 'KeyNotLost');
  });

  it('is wrapped for the encryption key in force, also once the account changed that again or lost another', async () => {
    const house = await lost();
    const { participants } = house.contracts;
    const { company, subscriber } = house;
    await refused(say(house, company, saidFor(subscriber)), participants, 'EncryptionKeyMismatch');
    await say(house, company, saidFor(next));
    const since = withKey(subscriber.address, next);
    await house.send(since, 'KEY_ROTATE', change(house, subscriber, third, next.address));
    await refused(say(house, company, saidFor(next)), participants, 'EncryptionKeyMismatch');
    await say(house, company, saidFor(third));
    // Another REKEY waits, which does not undo the first one.
    const from = await named(house, subscriber, makeAccount('fourth'), third.address);
    await say(house, company, saidFor(third));
    await networkHelpers.time.increaseTo(from);
    await refused(say(house, company, saidFor(third)), participants, 'EncryptionKeyMismatch');
    await say(house, company, saidFor(makeAccount('fourth')));
  });

  it('is named in 1 to 64 entries of both lists together, each list rising', async () => {
    const house = await lost();
    const { participants } = house.contracts;
    const { company } = house;
    const refuses = (over: Partial<Said>, error: 'WrapCountOutOfRange' | 'KeyHashesNotRising'): Promise<void> =>
      refused(say(house, company, saidFor(next, over)), participants, error);
    await refuses({ keys: [], closed: [] }, 'WrapCountOutOfRange');
    const most = Array.from({ length: WRAPS_MAX }, (_, n) => n);
    await refuses({ keys: most.map(entry), closed: [ZERO_32] }, 'WrapCountOutOfRange');
    await refuses({ closed: [...most, WRAPS_MAX].map(name), keys: [] }, 'WrapCountOutOfRange');
    for (const [first, second] of [
      [2, 1],
      [1, 1],
    ] as const) {
      await refuses({ keys: [entry(first), entry(second)] }, 'KeyHashesNotRising');
      await refuses({ closed: [name(first), name(second)] }, 'KeyHashesNotRising');
    }
    await say(house, company, saidFor(next, { keys: most.map(entry), closed: [] }));
    await say(house, company, saidFor(next, { closed: most.map(name), keys: [] }));
    await say(house, company, saidFor(next, { keys: most.slice(0, 60).map(entry), closed: most.slice(60).map(name) }));
  });

  it('is 161 bytes of each key, as envelopes have them', async () => {
    const house = await lost();
    const { participants } = house.contracts;
    const { wrapped: whole } = entry(1);
    for (const wrapped of ['0x', whole.slice(0, -2), `${whole}00`] as Hex[]) {
      const keys = [{ keyHash: name(1), wrapped }];
      await refused(say(house, house.company, saidFor(next, { keys })), participants, 'WrappedKeyMalformed');
    }
  });

  it('is chained to the account by the register, so that none can be kept from it', async () => {
    const house = await lost();
    const { participants } = house.contracts;
    const head = async (): Promise<Hex> =>
      publicClient.readContract({ ...participants, functionName: 'headOf', args: [house.subscriber.address] });
    const before = await head();
    await say(house, house.company, saidFor(next));
    expect(await head()).to.not.equal(before);
  });
});
