import { expect } from 'chai';

import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem, type House } from './support/house.ts';

const rate = (
  change: Partial<{ resource: number; zone: number; mantissa: bigint; exponent: number; validFrom: bigint }> = {},
) => ({
  resource: RESOURCE.electricity,
  zone: 0,
  mantissa: 55n,
  exponent: -4,
  validFrom: 1000n,
  ...change,
});

async function rateOver(house: House, from: bigint, to: bigint, zone = 0): Promise<bigint> {
  return await publicClient.readContract({
    ...house.contracts.tariffs,
    functionName: 'rateOver',
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
      publicClient.readContract({ ...tariffs, functionName: 'rateOver', args: [issuer, 1, zone, from, from + 1n] });
    await viem.assertions.revertWithCustomError(call(0, 999n), tariffs, 'RateMissing');
    await viem.assertions.revertWithCustomError(call(1, 1000n), tariffs, 'RateMissing');
    await viem.assertions.revertWithCustomError(call(0, 1000n, house.water.address), tariffs, 'RateMissing');
  });

  it('refuses a rate finer than the amounts of the ledgers, and one with a positive exponent', async () => {
    const house = await livedInHouse();
    const { tariffs } = house.contracts;
    for (const exponent of [1, 127, -13, -128]) {
      const call = house.send(house.electricity, 'RATE', rate({ mantissa: 1n, exponent }));
      await refused(call, tariffs, 'RateExponentOutOfRange', [exponent]);
    }
  });

  it('refuses every other way to write a rate that is known, so that one rate has one encoding', async () => {
    const house = await livedInHouse();
    const { tariffs } = house.contracts;
    for (const [mantissa, exponent] of [
      [0n, -1],
      [0n, -12],
      [10n, -1],
      [5_470n, -6],
    ] as const) {
      const call = house.send(house.electricity, 'RATE', rate({ mantissa, exponent }));
      await refused(call, tariffs, 'RateNotCanonical', [mantissa, exponent]);
    }
    await house.send(house.electricity, 'RATE', rate({ mantissa: 0n, exponent: 0 }));
    await house.send(house.electricity, 'RATE', rate({ mantissa: 10n, exponent: 0, validFrom: 1001n }));
    expect(await rateOver(house, 1000n, 1001n)).to.equal(0n);
    expect(await rateOver(house, 1001n, 1002n)).to.equal(10n * 10n ** 12n);
  });

  it('takes the finest rate and the greatest one as they are', async () => {
    const house = await livedInHouse();
    await house.send(house.electricity, 'RATE', rate({ mantissa: 1n, exponent: -12 }));
    await house.send(house.electricity, 'RATE', rate({ mantissa: 2n ** 64n - 1n, exponent: 0, validFrom: 2000n }));
    expect(await rateOver(house, 1000n, 2000n)).to.equal(1n);
    expect(await rateOver(house, 2000n, 2n ** 64n - 1n)).to.equal((2n ** 64n - 1n) * 10n ** 12n);
  });

  it('H5: takes the mean of the rates that hold within a line by their seconds, however many there are', async () => {
    const house = await livedInHouse();
    await house.send(house.electricity, 'RATE', rate());
    await house.send(house.electricity, 'RATE', rate({ mantissa: 6n, exponent: -3, validFrom: 2000n }));
    await house.send(house.electricity, 'RATE', rate({ mantissa: 9n, exponent: -12, validFrom: 3000n }));
    const [first, second, third] = [5_500_000_000n, 6_000_000_000n, 9n];
    expect(await rateOver(house, 1000n, 2000n)).to.equal(first);
    expect(await rateOver(house, 2000n, 2001n)).to.equal(second);
    expect(await rateOver(house, 1999n, 2001n)).to.equal((first + second) / 2n);
    expect(await rateOver(house, 1500n, 4500n)).to.equal((first * 500n + second * 1000n + third * 1500n) / 3000n);
    // 9 · 2 + 6·10⁹ · 1 over 3 seconds is …006; of 5 seconds, 3.6 is behind the point.
    expect(await rateOver(house, 2999n, 3002n)).to.equal(2_000_000_006n);
    expect(await rateOver(house, 2999n, 3004n)).to.equal(1_200_000_007n);
  });

  it('keeps the history by issuer, resource and zone', async () => {
    const house = await livedInHouse();
    const sent = house.send(house.company, 'RATE', rate({ resource: RESOURCE.upkeep }));
    await viem.assertions.emit(sent, house.contracts.tariffs, 'RateSet');
    await house.send(
      house.company,
      'RATE',
      rate({ resource: RESOURCE.upkeep, mantissa: 7n, exponent: -5, validFrom: 2000n }),
    );
    const args = [house.company.address, RESOURCE.upkeep, 0] as const;
    const rates = await publicClient.readContract({ ...house.contracts.tariffs, functionName: 'rates', args });
    expect(rates).to.deep.equal([
      { mantissa: 55n, exponent: -4, validFrom: 1000n },
      { mantissa: 7n, exponent: -5, validFrom: 2000n },
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

    it('A22: is gone: the rate before it holds on, and its date or an earlier one can be set again', async () => {
      const house = await livedInHouse();
      await house.send(house.electricity, 'RATE', rate());
      await house.send(house.electricity, 'RATE', rate({ mantissa: 9n, exponent: -5, validFrom: FUTURE + 10n }));
      await house.send(house.electricity, 'RATE_WITHDRAW', withdrawal(FUTURE + 10n));
      expect(await rateOver(house, 2000n, FUTURE + 20n)).to.equal(5_500_000_000n);
      await house.send(house.electricity, 'RATE', rate({ mantissa: 7n, exponent: -5, validFrom: FUTURE }));
      await house.send(house.electricity, 'RATE', rate({ mantissa: 9n, exponent: -5, validFrom: FUTURE + 10n }));
      expect(await ratesOf(house)).to.deep.equal([
        { mantissa: 55n, exponent: -4, validFrom: 1000n },
        { mantissa: 7n, exponent: -5, validFrom: FUTURE },
        { mantissa: 9n, exponent: -5, validFrom: FUTURE + 10n },
      ]);
    });
  });
});
