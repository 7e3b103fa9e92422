import { expect } from 'chai';
import { changeRates, type RateFact } from '../../core/domain/billing/rates/change-rates.ts';
import { checkNotInForce } from '../../core/domain/billing/rates/check-not-in-force.ts';
import type { Rate } from '../../core/domain/billing/rates/tariff.ts';
import { codeOfContractError } from '../../core/chain/contract-errors.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { livedInHouse, networkHelpers, publicClient, type House } from '../contracts/support/house.ts';
import { randomFrom } from '../support/random-from.ts';

const SEED = Number(process.env['DOMLEDGER_FUZZ_SEED'] ?? 20_261_126);
const STEPS = 600;
/** Steps after which other zones come, which have no rates yet. */
const ZONE_STEPS = 15;
/** Dates lie so close around the ledger's clock and its tolerance that every refusal comes up. */
const AHEAD = [-100, 850, 899, 900, 901, 1_000, 1_500, 5_000, 9_000] as const;
const CODES = ['RATE_NOT_IN_ORDER', 'RATE_MISSING', 'RATE_NOT_NEWEST', 'RATE_IN_FORCE'];

/** What the rule says: the rates that are left, or why it refuses. */
function ruled(rates: readonly Rate[], issuer: Rate['provider'], fact: RateFact, time: bigint): Rate[] | string {
  try {
    const left = changeRates(rates, issuer, fact);
    if (fact.kind === 'RATE_WITHDRAW') checkNotInForce(fact.data, time);
    return left;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('RATE_'))
    return error.code;
  throw error;
}

/** What the contract says. */
async function said(house: House, fact: RateFact): Promise<string | undefined> {
  try {
    if (fact.kind === 'RATE') await house.send(house.electricity, 'RATE', fact.data);
    else await house.send(house.electricity, 'RATE_WITHDRAW', fact.data);
    return undefined;
  } catch (error) {
    const name = /Rate[A-Za-z]+/.exec(String(error))?.[0];
    if (name === undefined) throw error;
    return codeOfContractError(name);
  }
}

async function listOf(
  house: House,
  zone: number,
): Promise<readonly { mantissa: bigint; exponent: number; validFrom: bigint }[]> {
  const args = [house.electricity.address, RESOURCE.electricity, zone] as const;
  return await publicClient.readContract({ ...house.contracts.tariffs, functionName: 'rates', args });
}

describe('rates and withdrawals in random order at random times', () => {
  it('leave the contract and the rule with the same list, or are refused by both for the same reason', async () => {
    const house = await livedInHouse();
    const issuer = house.electricity.address;
    const random = randomFrom(SEED);
    const pick = (most: number): number => Math.floor(random() * most);
    const seen = new Map<string, number>();
    let rates: Rate[] = [];
    let time = BigInt(await networkHelpers.time.latest());
    for (let step = 0; step < STEPS; step++) {
      const zone = Math.floor(step / ZONE_STEPS) + pick(2);
      time += BigInt(1 + pick(60));
      const newest = rates.findLast((one) => one.zone === zone)?.validFrom ?? time;
      // Now and then the very second about which the two could differ.
      const edge = newest - 901n + BigInt(pick(3));
      if (edge > time && random() < 0.15) time = edge;
      await networkHelpers.time.setNextBlockTimestamp(time);
      const near = time + BigInt(AHEAD[pick(AHEAD.length)] ?? 0);
      const validFrom = random() < 0.6 ? newest + BigInt(pick(8) === 0 ? 1 : 0) : near;
      const date = { resource: RESOURCE.electricity, zone, validFrom };
      const fact: RateFact =
        random() < 0.5
          ? { kind: 'RATE', data: { ...date, mantissa: BigInt(1 + 10 * pick(100)), exponent: pick(13) - 12 } }
          : { kind: 'RATE_WITHDRAW', data: date };
      const expected = ruled(rates, issuer, fact, time);
      const outcome = (await said(house, fact)) ?? `${fact.kind} taken`;
      const about = `seed ${SEED}, step ${step}: ${fact.kind} of zone ${zone} from ${validFrom} at ${time}`;
      expect(outcome, about).to.equal(typeof expected === 'string' ? expected : `${fact.kind} taken`);
      if (typeof expected !== 'string') rates = expected;
      const left = rates.filter((one) => one.zone === zone);
      const listed = (await listOf(house, zone)).map((one) => ({ provider: issuer, ...date, ...one }));
      expect(listed, about).to.deep.equal(left);
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    }
    console.log(`      seed ${SEED}: ${[...seen].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
    for (const outcome of [...CODES, 'RATE taken', 'RATE_WITHDRAW taken'])
      expect(seen.get(outcome) ?? 0, outcome).to.be.greaterThan(10);
  });
});
