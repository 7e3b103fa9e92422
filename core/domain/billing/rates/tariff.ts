import { InputError } from '../../bytes/errors.ts';
import { fromHex, type Hex } from '../../bytes/hex.ts';
import { AMOUNT_EXPONENT } from '../money.ts';

/** An exact price, mantissa × 10^exponent of the currency unit; see `parsePrice` for the one way to write it. */
export type Price = { mantissa: bigint; exponent: number };

/** One entry of the public Tariffs register; which ones there are, says `changeRates`. The price is of 1 mantissa unit of the register, or of 1 m² and month for upkeep. */
export type Rate = Price & {
  provider: Hex;
  resource: number;
  /** 0 = single rate. */
  zone: number;
  /** Unix seconds. */
  validFrom: bigint;
};

/** Whose rates of what: a provider's, of one resource and zone. */
export type RateQuery = { provider: Hex; resource: number; zone: number };

/** A price as an amount (10⁻¹² of the currency unit): how bills count with it. */
export function amountOfPrice({ mantissa, exponent }: Price): bigint {
  return mantissa * 10n ** BigInt(exponent - AMOUNT_EXPONENT);
}

/**
 * The rate that holds at a time: the newest of those already valid; of two with one date, the one published later.
 * @param rates in the order in which the register took them
 * @returns amount (10⁻¹² of the currency unit) per 1 mantissa unit of the register
 * @throws InputError NO_RATE
 */
export function rateAt(rates: readonly Rate[], query: RateQuery & { time: bigint }): bigint {
  const found = ratesOf(rates, query).findLast((rate) => rate.validFrom <= query.time);
  if (found !== undefined) return amountOfPrice(found);
  const date = new Date(Number(query.time) * 1000).toISOString().slice(0, 10);
  throw new InputError(
    'NO_RATE',
    `No tariff of ${query.provider} covers ${date} for resource ${query.resource}, zone ${query.zone}. Publish one with a RATE block.`,
  );
}

/** The query's rates by date; of one date the one published later stands behind. */
export function ratesOf(rates: readonly Rate[], query: RateQuery): Rate[] {
  const provider = query.provider.toLowerCase();
  return rates
    .filter((rate) => rate.provider.toLowerCase() === provider)
    .filter((rate) => rate.resource === query.resource && rate.zone === query.zone)
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
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

/**
 * The registers of a meter that a bill is made of: the zones' own where the contract has zones, else the single or total register. They are of one quantity, the
 * first that the meter registers: a heat meter's volume is not billed beside its energy. The ledger checks that they differ in field E alone.
 */
export function billedRegisters(obisList: readonly Hex[], zones: number): Hex[] {
  const isBilled = (zone: number): boolean => (zones === 1 ? zone === 0 : zone >= 1 && zone <= zones);
  const own = obisList.filter((obis) => countsConsumption(obis) && isBilled(zoneOfObis(obis)));
  return own.filter((obis) => quantityOf(obis) === quantityOf(own[0] ?? obis));
}

/** An OBIS code without its field E. */
function quantityOf(obis: Hex): string {
  return obis.slice(0, 10) + obis.slice(12);
}
