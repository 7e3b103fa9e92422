import { InputError } from '../../core/domain/bytes/errors.ts';
import { startOfLocalDate } from '../../core/domain/billing/period.ts';
import { CLOCK_TOLERANCE } from '../../core/domain/limits.ts';
import { message, type Intent } from '../sender.ts';
import type { DecisionContext } from './decision-context.ts';

/**
 * Publishes the settings' rates that the register lacks: of each resource and zone the oldest alone, because of two that are carried in the wrong order the
 * register refuses the earlier one. What it holds otherwise is a fault, and a person's to mend.
 */
export function publishRates(context: DecisionContext): Intent[] {
  const { state, settings, network } = context;
  const wanted = settings.rates
    .map((rate) => ({ ...rate, validFrom: startOfLocalDate(rate.validFrom, network.timeZone) }))
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
  const under = new Set<string>();
  return wanted.flatMap((rate) => {
    const { resource, zone, mantissa, exponent, validFrom } = rate;
    const held = state.rates.filter((one) => one.resource === resource && one.zone === zone);
    const same = held.find((one) => one.validFrom === validFrom);
    if (same?.mantissa === mantissa && same.exponent === exponent) return [];
    const about = `rate ${resource}/${zone} from ${validFrom}`;
    const newest = held.at(-1);
    if (newest !== undefined && newest.validFrom >= validFrom) {
      context.fault(about, new InputError('RATE_NOT_APPENDED', notAppended(about, newest.validFrom, context.now())));
      return [];
    }
    if (under.has(`${resource}:${zone}`)) return [];
    under.add(`${resource}:${zone}`);
    const data = { resource, zone, mantissa, exponent, validFrom };
    // What was withdrawn can be said again, which is another thing to say.
    const withdrawn = state.withdrawnRates.filter(
      (one) => one.resource === resource && one.zone === zone && one.validFrom === validFrom,
    ).length;
    const key = `rate:${resource}:${zone}:${validFrom}:${mantissa}e${exponent}`;
    return [
      {
        key: withdrawn === 0 ? key : `${key}:${withdrawn}`,
        make: () => Promise.resolve(message({ ledger: 'tariffs', kind: 'RATE' }, state.company, data)),
      },
    ];
  });
}

function notAppended(about: string, newest: bigint, now: bigint): string {
  const stands = `The register holds another ${about}, or a later one.`;
  return newest > now + CLOCK_TOLERANCE
    ? `${stands} The newest, from ${newest}, is not in force yet: withdraw it with \`domledger clerk withdraw-rate\`, or give the change a later date.`
    : `${stands} Give the change a later date.`;
}
