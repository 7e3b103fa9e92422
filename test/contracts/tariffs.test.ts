import { expect } from 'chai';

import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { livedInHouse, publicClient, refused, viem, type House } from './support/house.ts';

const rate = (change: Partial<{ resource: number; zone: number; rate: bigint; validFrom: bigint }> = {}) => ({
  resource: RESOURCE.electricity,
  zone: 0,
  rate: 550n,
  validFrom: 1000n,
  ...change,
});

async function rateThrough(house: House, from: bigint, to: bigint, zone = 0): Promise<bigint> {
  return await publicClient.readContract({
    ...house.contracts.tariffs,
    functionName: 'rateThrough',
    args: [house.electricity.address, RESOURCE.electricity, zone, from, to],
  });
}

describe('Tariffs', () => {
  it('refuses rates of subscribers, the portal and strangers', async () => {
    const house = await livedInHouse();
    for (const from of [house.subscriber, house.portal, house.collector, house.stranger]) {
      await refused(house.send(from, 'RATE', rate()), house.contracts.tariffs, 'SenderNotEntitled');
    }
  });

  it('refuses rates of a suspended provider', async () => {
    const house = await livedInHouse();
    await house.suspend(house.water);
    await refused(house.send(house.water, 'RATE', rate()), house.contracts.tariffs, 'SenderNotEntitled');
  });

  it('refuses an unknown resource', async () => {
    const house = await livedInHouse();
    for (const resource of [0, 7]) {
      const call = house.send(house.electricity, 'RATE', rate({ resource }));
      await refused(call, house.contracts.tariffs, 'ResourceUnknown', [resource]);
    }
  });

  it('refuses a rate that does not begin after the last one: nothing published changes', async () => {
    const house = await livedInHouse();
    await house.send(house.electricity, 'RATE', rate());
    for (const validFrom of [999n, 1000n]) {
      const call = house.send(house.electricity, 'RATE', rate({ validFrom }));
      await refused(call, house.contracts.tariffs, 'RateNotInOrder', [validFrom, 1000n]);
    }
  });

  it('has no rate before the first, nor for another zone, nor of another issuer', async () => {
    const house = await livedInHouse();
    await house.send(house.electricity, 'RATE', rate());
    const { tariffs } = house.contracts;
    const call = (zone: number, from: bigint, issuer = house.electricity.address) =>
      publicClient.readContract({ ...tariffs, functionName: 'rateThrough', args: [issuer, 1, zone, from, from + 1n] });
    await viem.assertions.revertWithCustomError(call(0, 999n), tariffs, 'RateMissing');
    await viem.assertions.revertWithCustomError(call(1, 1000n), tariffs, 'RateMissing');
    await viem.assertions.revertWithCustomError(call(0, 1000n, house.water.address), tariffs, 'RateMissing');
  });

  it('finds the one rate of a span and refuses a span in which it changes', async () => {
    const house = await livedInHouse();
    const { tariffs } = house.contracts;
    await house.send(house.electricity, 'RATE', rate());
    await house.send(house.electricity, 'RATE', rate({ rate: 600n, validFrom: 2000n }));
    await house.send(house.electricity, 'RATE', rate({ rate: 550n, validFrom: 3000n }));
    expect(await rateThrough(house, 1000n, 2000n)).to.equal(550n);
    expect(await rateThrough(house, 2000n, 2001n)).to.equal(600n);
    expect(await rateThrough(house, 5000n, 9000n)).to.equal(550n);
    await viem.assertions.revertWithCustomErrorWithArgs(
      rateThrough(house, 1999n, 2001n),
      tariffs,
      'RateChangesWithinLine',
      [1, 0, 2000n],
    );
    // The same rate at both ends is not enough: it was another one between.
    await viem.assertions.revertWithCustomError(rateThrough(house, 1500n, 3500n), tariffs, 'RateChangesWithinLine');
  });

  it('keeps the history by issuer, resource and zone', async () => {
    const house = await livedInHouse();
    const sent = house.send(house.company, 'RATE', rate({ resource: RESOURCE.upkeep }));
    await viem.assertions.emit(sent, house.contracts.tariffs, 'RateSet');
    await house.send(house.company, 'RATE', rate({ resource: RESOURCE.upkeep, rate: 7n, validFrom: 2000n }));
    const args = [house.company.address, RESOURCE.upkeep, 0] as const;
    const rates = await publicClient.readContract({ ...house.contracts.tariffs, functionName: 'rates', args });
    expect(rates).to.deep.equal([
      { rate: 550n, validFrom: 1000n },
      { rate: 7n, validFrom: 2000n },
    ]);
  });
});
