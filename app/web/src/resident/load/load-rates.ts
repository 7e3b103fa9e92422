import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { readRates } from '../../../../../core/domain/resident/read-rates.ts';
import { rateAt } from '../../../../../core/domain/billing/rates/tariff.ts';
import { ratesSchema } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** Looks up a provider's rate (amount per mantissa unit) by resource, zone and unix seconds; undefined where none is published. */
export type RateLookup = (resource: number, zone: number, time: bigint) => bigint | undefined;

/** A provider's published rates without those that it withdrew, each checked to be signed by it. */
export async function loadRates(resident: Resident, provider: Hex): Promise<RateLookup> {
  const { network } = resident;
  const recorded = await resident.api.get(`/api/rates?provider=${provider}`, ratesSchema);
  const rates = readRates(network, provider, recorded);
  return (resource, zone, time) => {
    try {
      return rateAt(rates, { provider, resource, zone, time });
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  };
}
