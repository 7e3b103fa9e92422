import { InputError } from './errors.ts';
import { fromHex, type Hex } from './hex.ts';

/** One entry of the public, append-only Tariffs register. */
export type Rate = {
  provider: Hex;
  resource: number;
  /** 0 = single rate. */
  zone: number;
  /** Amount (10⁻⁵ of the currency unit) per 1 mantissa unit of the register, or per 1 m² and month for upkeep. */
  rate: bigint;
  /** Unix seconds. */
  validFrom: bigint;
};

/**
 * The rate that holds at a time: the newest of those already valid; of two with one date, the one published later.
 * @param rates in the order in which the register took them
 * @throws InputError NO_RATE
 */
export function rateAt(rates: readonly Rate[], query: { provider: Hex; resource: number; zone: number; time: bigint }): bigint {
  let found: Rate | undefined;
  for (const rate of rates) {
    if (rate.provider.toLowerCase() !== query.provider.toLowerCase()) continue;
    if (rate.resource !== query.resource || rate.zone !== query.zone || rate.validFrom > query.time) continue;
    if (found === undefined || rate.validFrom >= found.validFrom) found = rate;
  }
  if (found === undefined) {
    const date = new Date(Number(query.time) * 1000).toISOString().slice(0, 10);
    throw new InputError(
      'NO_RATE',
      `No tariff of ${query.provider} covers ${date} for resource ${query.resource}, zone ${query.zone}. Publish one with a RATE block.`,
    );
  }
  return found.rate;
}

/**
 * The tariff zone of a register, from its OBIS code (IEC 62056-6-1): active energy import A = 1, C = 1, D = 8 with
 * E = 1, 2 … is a zone's register, E = 0 the total; every other register has the single rate, zone 0.
 */
export function zoneOfObis(obis: Hex): number {
  const [a, , c, d, e] = fromHex(obis);
  return a === 1 && c === 1 && d === 8 ? (e ?? 0) : 0;
}

/** The registers that a bill is made of: the zones' own where the contract has zones, else the single or total register. */
export function billedRegisters(obisList: readonly Hex[], zones: number): Hex[] {
  if (zones === 1) return obisList.filter((obis) => zoneOfObis(obis) === 0);
  return obisList.filter((obis) => zoneOfObis(obis) >= 1 && zoneOfObis(obis) <= zones);
}
