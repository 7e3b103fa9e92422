import { InputError } from '../../bytes/errors.ts';
import type { Hex } from '../../bytes/hex.ts';
import type { FactOf } from '../../ledger/read-fact.ts';
import type { Rate } from './tariff.ts';

/** What changes the public rates. */
export type RateFact = FactOf<'RATE' | 'RATE_WITHDRAW'>;

/**
 * The rates that are left after one more fact of an issuer, by the rule of the Tariffs register: of each resource and zone they rise by date, and only the newest
 * can be withdrawn. That it was not in force is `checkNotInForce`.
 * @param rates the issuer's, in the order in which the register took them
 * @throws InputError RATE_NOT_IN_ORDER, RATE_MISSING, RATE_NOT_NEWEST: the register took no such fact after these rates
 */
export function changeRates(rates: readonly Rate[], issuer: Hex, fact: RateFact): Rate[] {
  const { resource, zone, validFrom } = fact.data;
  const newest = rates.findLast((rate) => rate.resource === resource && rate.zone === zone);
  const about = `rate of ${issuer} for resource ${resource}, zone ${zone}`;
  switch (fact.kind) {
    case 'RATE':
      if (newest !== undefined && validFrom <= newest.validFrom)
        throw new InputError(
          'RATE_NOT_IN_ORDER',
          `A ${about} begins at ${validFrom}, not after ${newest.validFrom}. Give a later date.`,
        );
      return [...rates, { provider: issuer, ...fact.data }];
    case 'RATE_WITHDRAW':
      if (newest === undefined) throw new InputError('RATE_MISSING', `There is no ${about} that could be withdrawn.`);
      if (newest.validFrom !== validFrom)
        throw new InputError(
          'RATE_NOT_NEWEST',
          `The newest ${about} begins at ${newest.validFrom}, not at ${validFrom}. Withdraw the newest first.`,
        );
      return rates.filter((rate) => rate !== newest);
    default:
      return fact satisfies never;
  }
}
