import { expect } from 'chai';

import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem, type House } from './support/house.ts';

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

  describe('a withdrawn rate', () => {
    const FUTURE = 10_000_000_000n;
    const withdrawal = (validFrom: bigint, zone = 0) => ({ resource: RESOURCE.electricity, zone, validFrom });
    const ratesOf = async (house: House) =>
      await publicClient.readContract({
        ...house.contracts.tariffs,
        functionName: 'rates',
        args: [house.electricity.address, RESOURCE.electricity, 0],
      });

    it('is refused to subscribers, the portal, strangers and a suspended provider', async () => {
      const house = await livedInHouse();
      const { tariffs } = house.contracts;
      for (const from of [house.subscriber, house.portal, house.collector, house.stranger])
        await refused(house.send(from, 'RATE_WITHDRAW', withdrawal(FUTURE)), tariffs, 'SenderNotEntitled');
      await house.send(house.electricity, 'RATE', rate({ validFrom: FUTURE }));
      await house.suspend(house.electricity);
      const late = house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(FUTURE));
      await refused(late, tariffs, 'SenderNotEntitled');
    });

    it('is refused where there is none: of another issuer, resource or zone', async () => {
      const house = await livedInHouse();
      const { tariffs } = house.contracts;
      await house.send(house.electricity, 'RATE', rate({ validFrom: FUTURE }));
      const other = house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(FUTURE, 1));
      await refused(other, tariffs, 'RateMissing', [house.electricity.address, 1, 1, FUTURE]);
      const resource = { ...withdrawal(FUTURE), resource: RESOURCE.heat };
      await refused(house.send(house.electricity, 'RATE_WITHDRAW', resource), tariffs, 'RateMissing');
      await refused(house.send(house.water, 'RATE_WITHDRAW', withdrawal(FUTURE)), tariffs, 'RateMissing');
      expect(await ratesOf(house)).to.have.length(1);
    });

    it('is refused unless it is the newest', async () => {
      const house = await livedInHouse();
      const { tariffs } = house.contracts;
      await house.send(house.electricity, 'RATE', rate({ validFrom: FUTURE }));
      await house.send(house.electricity, 'RATE', rate({ validFrom: FUTURE + 10n }));
      for (const validFrom of [FUTURE, FUTURE + 9n, FUTURE + 11n]) {
        const call = house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(validFrom));
        await refused(call, tariffs, 'RateNotNewest', [validFrom, FUTURE + 10n]);
      }
    });

    it('is refused when a frame may be of its time, to the second', async () => {
      const house = await livedInHouse();
      const { tariffs } = house.contracts;
      const at = BigInt(await networkHelpers.time.latest()) + 100n;
      await house.send(house.electricity, 'RATE', rate());
      const past = house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(1000n));
      await refused(past, tariffs, 'RateInForce');
      await house.send(house.electricity, 'RATE', rate({ validFrom: at + 900n }));
      await networkHelpers.time.setNextBlockTimestamp(at);
      const late = house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(at + 900n));
      await refused(late, tariffs, 'RateInForce', [at + 900n, at + 900n]);
      const after = BigInt(await networkHelpers.time.latest()) + 100n;
      await house.send(house.water, 'RATE', rate({ validFrom: after + 901n }));
      await networkHelpers.time.setNextBlockTimestamp(after);
      const intime = house.send(house.water, 'RATE_WITHDRAW', withdrawal(after + 901n));
      await viem.assertions.emitWithArgs(intime, tariffs, 'RateWithdrawn', [
        house.water.address,
        RESOURCE.electricity,
        0,
        after + 901n,
      ]);
    });

    it('is gone: the rate before it holds on, and its date or an earlier one can be set again', async () => {
      const house = await livedInHouse();
      await house.send(house.electricity, 'RATE', rate());
      await house.send(house.electricity, 'RATE', rate({ rate: 9n, validFrom: FUTURE + 10n }));
      await house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(FUTURE + 10n));
      expect(await rateThrough(house, 2000n, FUTURE + 20n)).to.equal(550n);
      await house.send(house.electricity, 'RATE', rate({ rate: 7n, validFrom: FUTURE }));
      await house.send(house.electricity, 'RATE', rate({ rate: 9n, validFrom: FUTURE + 10n }));
      expect(await ratesOf(house)).to.deep.equal([
        { rate: 550n, validFrom: 1000n },
        { rate: 7n, validFrom: FUTURE },
        { rate: 9n, validFrom: FUTURE + 10n },
      ]);
    });
  });
});
