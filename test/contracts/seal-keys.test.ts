import { expect } from 'chai';

import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { sealKeyDigest } from '../../core/domain/seal/seal.ts';
import { makeAccount } from './support/accounts.ts';
import { freshHouse, publicClient, refused, type House } from './support/house.ts';
import { DOMAIN } from '../support/domain.ts';
import { handoverAt } from '../support/handover.ts';

const next = makeAccount('next sealer');
const third = makeAccount('third sealer');

/** A number that is surely ahead of the chain. */
const AHEAD = 50_000n;

async function handOver(house: House, number: bigint, retiring: Signer, to: Signer, by: Signer = house.company) {
  return await house.send(by, 'SEAL_KEY', handoverAt(DOMAIN, number, retiring, to));
}

describe('Seal keys', () => {
  it('are handed over by the company alone', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    for (const actor of [house.stranger, house.portal, house.sealer]) {
      await refused(handOver(house, AHEAD, house.sealer, next, actor), participants, 'SenderNotEntitled');
    }
  });

  it('refuse a number that is not after the present block', async () => {
    const house = await freshHouse();
    const now = await publicClient.getBlockNumber({ cacheTime: 0 });
    // The block that would carry it is the next one.
    for (const number of [0n, now, now + 1n]) {
      await refused(handOver(house, number, house.sealer, next), house.contracts.participants, 'SealKeyTooSoon');
    }
  });

  it('A18: refuse a number so far ahead that no key could follow it for years', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    // The block that would carry it is the next one, and what is refused makes one, too.
    const latest = async (): Promise<bigint> => (await publicClient.getBlockNumber({ cacheTime: 0 })) + 100_001n;
    for (const beyond of [1n, 2n ** 63n]) {
      const most = await latest();
      const call = handOver(house, most + beyond, house.sealer, next);
      await refused(call, participants, 'SealKeyTooFar', [most + beyond, most]);
    }
    await handOver(house, await latest(), house.sealer, next);
  });

  it('refuse a number that is not after the last handover’s', async () => {
    const house = await freshHouse();
    await handOver(house, AHEAD, house.sealer, next);
    for (const number of [AHEAD, AHEAD - 1n]) {
      await refused(handOver(house, number, next, third), house.contracts.participants, 'SealKeyNotRising', [
        number,
        AHEAD,
      ]);
    }
  });

  it('refuse a key that was appointed before, the first one included', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    await refused(handOver(house, AHEAD, house.sealer, house.sealer), participants, 'SealKeyUsedBefore');
    await handOver(house, AHEAD, house.sealer, next);
    await refused(handOver(house, AHEAD + 1n, next, house.sealer), participants, 'SealKeyUsedBefore');
    await refused(handOver(house, AHEAD + 1n, next, next), participants, 'SealKeyUsedBefore');
  });

  it('refuse a statement that the retiring key did not sign, an older key’s included', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    await refused(handOver(house, AHEAD, house.stranger, next), participants, 'SealKeyStatementUnsigned');
    await handOver(house, AHEAD, house.sealer, next);
    await refused(handOver(house, AHEAD + 1n, house.sealer, third), participants, 'SealKeyStatementUnsigned');
  });

  it('refuse a key that did not accept, and the acceptance of another number', async () => {
    const house = await freshHouse();
    const good = handoverAt(DOMAIN, AHEAD, house.sealer, next);
    const elsewhere = next.sign(sealKeyDigest(DOMAIN, { ...good, number: AHEAD + 1n }));
    for (const acceptance of [good.signature, elsewhere]) {
      const call = house.send(house.company, 'SEAL_KEY', { ...good, acceptance });
      await refused(call, house.contracts.participants, 'SealKeyStatementUnsigned');
    }
  });

  it('refuse a statement that holds later, that held before, or that holds in the block of its new key', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    const now = await publicClient.getBlockNumber({ cacheTime: 0 });
    for (const over of [{ validFrom: now + 50n }, { validUntil: now }, { validUntil: AHEAD }]) {
      const wrong = handoverAt(DOMAIN, AHEAD, house.sealer, next, over);
      await refused(house.send(house.company, 'SEAL_KEY', wrong), participants, 'SealKeyStatementNotValid');
    }
    // From the very block on that carries it.
    const validFrom = (await publicClient.getBlockNumber({ cacheTime: 0 })) + 1n;
    const right = handoverAt(DOMAIN, AHEAD, house.sealer, next, { validFrom, validUntil: validFrom });
    await house.send(house.company, 'SEAL_KEY', right);
  });

  it('refuse bytes that are no signature', async () => {
    const house = await freshHouse();
    const good = handoverAt(DOMAIN, AHEAD, house.sealer, next);
    for (const broken of [{ signature: '0x' }, { acceptance: '0x12' }] as const) {
      const call = house.send(house.company, 'SEAL_KEY', { ...good, ...broken });
      await refused(call, house.contracts.participants, 'SignatureMalformed');
    }
  });

  it('are kept with their first blocks, where a storage proof finds them', async () => {
    const house = await freshHouse();
    const { participants } = house.contracts;
    await handOver(house, AHEAD, house.sealer, next);
    await handOver(house, AHEAD + 5n, next, third);
    const keys = await publicClient.readContract({ ...participants, functionName: 'sealKeys' });
    expect(keys.map(({ number, key }) => [number, key.toLowerCase()])).to.deep.equal([
      [0n, house.sealer.address],
      [AHEAD, next.address],
      [AHEAD + 5n, third.address],
    ]);
    const length = await publicClient.getStorageAt({ address: participants.address, slot: '0xd' });
    expect(BigInt(length ?? 0)).to.equal(3n);
    const events = await publicClient.getContractEvents({ ...participants, eventName: 'SealKeyAppointed' });
    expect(events.at(-1)?.args).to.deep.include({ number: AHEAD + 5n });
    expect(events.at(-1)?.args.retiring?.toLowerCase()).to.equal(next.address);
  });
});
