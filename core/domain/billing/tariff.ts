import { InputError } from '../bytes/errors.ts';
import { fromHex, type Hex } from '../bytes/hex.ts';

/** One entry of the public Tariffs register; which ones there are, says `changeRates`. */
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
export function rateAt(
  rates: readonly Rate[],
  query: { provider: Hex; resource: number; zone: number; time: bigint },
): bigint {
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
 * The one rate that holds from `from` (inclusive) to `to` (exclusive), by the rule of the Tariffs register.
 * @throws InputError NO_RATE, RATE_CHANGES when it changes inside: close the line there and open another one
 */
export function rateThrough(
  rates: readonly Rate[],
  query: { provider: Hex; resource: number; zone: number; from: bigint; to: bigint },
): bigint {
  const { provider, resource, zone, from, to } = query;
  const change = rates.find(
    (rate) =>
      rate.provider.toLowerCase() === provider.toLowerCase() &&
      rate.resource === resource &&
      rate.zone === zone &&
      rate.validFrom > from &&
      rate.validFrom < to,
  );
  if (change !== undefined) {
    throw new InputError(
      'RATE_CHANGES',
      `The rate for resource ${resource}, zone ${zone} changes at ${change.validFrom}, inside the line. Close the line there.`,
    );
  }
  return rateAt(rates, { provider, resource, zone, time: from });
}

/** The tariff zone of a register: field E of its OBIS code (IEC 62056-6-1), 0 = total or single rate. The ledger checks the same. */
export function zoneOfObis(obis: Hex): number {
  return fromHex(obis)[4] ?? 0;
}

/** Whether the register counts what its owner consumes: for electricity only active energy import (C = 1, D = 8). */
function countsConsumption(obis: Hex): boolean {
  const [a, , c, d] = fromHex(obis);
  return a !== 1 || (c === 1 && d === 8);
}

/** The registers that a bill is made of: the zones' own where the contract has zones, else the single or total register. */
export function billedRegisters(obisList: readonly Hex[], zones: number): Hex[] {
  const own = obisList.filter(countsConsumption);
  if (zones === 1) return own.filter((obis) => zoneOfObis(obis) === 0);
  return own.filter((obis) => zoneOfObis(obis) >= 1 && zoneOfObis(obis) <= zones);
}
