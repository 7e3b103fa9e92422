import { expect } from 'chai';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import type { Rate } from '../../core/domain/billing/rates/tariff.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { codeOfContractError } from '../../core/chain/contract-errors.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { livedInHouse, publicClient, type House } from '../contracts/support/house.ts';
import { randomFrom } from '../support/random-from.ts';

const SEED = Number(process.env['DOMLEDGER_FUZZ_SEED'] ?? 20_261_126);
const SERIES = 12;
const RATES = 9;
const LINES = 40;
const BEGIN = 1_700_000_000n;

/** What the rule says: the rate of the line, or that there is none. */
function ruled(rates: readonly Rate[], line: { zone: number; from: bigint; to: bigint }, provider: Rate['provider']) {
  try {
    return rateOver(rates, { provider, resource: RESOURCE.electricity, ...line }).rate;
  } catch (error) {
    if (error instanceof InputError && error.code === 'NO_RATE') return 'none';
    throw error;
  }
}

/** What the contract says. */
async function said(house: House, line: { zone: number; from: bigint; to: bigint }): Promise<bigint | string> {
  const args = [house.electricity.address, RESOURCE.electricity, line.zone, line.from, line.to] as const;
  try {
    return await publicClient.readContract({ ...house.contracts.tariffs, functionName: 'rateOver', args });
  } catch (error) {
    if (/RateMissing/.test(String(error)) && codeOfContractError('RateMissing') === 'RATE_MISSING') return 'none';
    throw error;
  }
}

describe('lines of random times over random series of rates', () => {
  it('H5: have one rate for the contract and for everybody who computes it again', async () => {
    const house = await livedInHouse();
    const provider = house.electricity.address;
    const random = randomFrom(SEED);
    const pick = (most: number): number => Math.floor(random() * most);
    const parts = new Map<number, number>();
    let without = 0;
    for (let zone = 0; zone < SERIES; zone++) {
      const rates: Rate[] = [];
      let validFrom = BEGIN;
      for (let n = 0; n < RATES; n++) {
        validFrom += BigInt(1 + pick(random() < 0.3 ? 3 : 5_000_000));
        const exponent = pick(13) - 12;
        const digits = BigInt(pick(2 ** 30)) * (random() < 0.2 ? 2n ** 34n : 1n);
        const mantissa = exponent < 0 && digits % 10n === 0n ? digits + 1n : digits;
        const rate = { resource: RESOURCE.electricity, zone, mantissa, exponent, validFrom };
        await house.send(house.electricity, 'RATE', rate);
        rates.push({ provider, ...rate });
      }
      const span = Number(validFrom - BEGIN) + 1_000_000;
      for (let n = 0; n < LINES; n++) {
        // Often to the second where a rate begins, and now and then before the first of them.
        const edge = rates[pick(RATES)]?.validFrom ?? BEGIN;
        const from = random() < 0.5 ? BEGIN + BigInt(pick(span)) : edge - BigInt(pick(2));
        const to = from + BigInt(1 + pick(random() < 0.3 ? 3 : span));
        const line = { zone, from, to };
        const expected = ruled(rates, line, provider);
        expect(await said(house, line), `seed ${SEED}, zone ${zone}, ${from} to ${to}`).to.equal(expected);
        if (expected === 'none') without += 1;
        else {
          const query = { provider, resource: RESOURCE.electricity, ...line };
          const count = rateOver(rates, query).parts.length;
          parts.set(count, (parts.get(count) ?? 0) + 1);
        }
      }
    }
    console.log(`      seed ${SEED}: ${without} without a rate, by rates: ${[...parts].join(' ')}`);
    expect(without).to.be.greaterThan(3);
    for (const count of [1, 2, 3, 5]) expect(parts.get(count) ?? 0, `${count} rates`).to.be.greaterThan(3);
  });
});
