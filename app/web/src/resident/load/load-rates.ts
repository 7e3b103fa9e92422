import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { readRecorded } from '../../../../../core/domain/resident/recorded.ts';
import { rateAt } from '../../../../../core/domain/billing/tariff.ts';
import { ratesSchema } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** Looks up a provider's rate (amount per mantissa unit) by resource, zone and unix seconds; undefined where none is published. */
export type RateLookup = (resource: number, zone: number, time: bigint) => bigint | undefined;

/** A provider's published rates, each checked to be signed by it. */
export async function loadRates(resident: Resident, provider: Hex): Promise<RateLookup> {
  const { network } = resident;
  const answer = await resident.api.get(`/api/rates?provider=${provider}`, ratesSchema);
  const rates = answer.rates.map(({ recorded }) => ({
    provider,
    ...readRecorded({ network, recorded, kind: 'RATE', from: provider, ledgers: [network.contracts.tariffs] }),
  }));
  return (resource, zone, time) => {
    try {
      return rateAt(rates, { provider, resource, zone, time });
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  };
}
