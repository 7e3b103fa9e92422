import { InputError } from '../../core/domain/bytes/errors.ts';
import { startOfLocalDate } from '../../core/domain/billing/period.ts';
import { message, type Intent } from '../sender.ts';
import type { DecisionContext } from './decision-context.ts';

/** Publishes the settings' rates that the register lacks, oldest first. The register is append-only: what it holds otherwise is a fault. */
export function publishRates(context: DecisionContext): Intent[] {
  const { state, settings, network } = context;
  const wanted = settings.rates
    .map((rate) => ({ ...rate, validFrom: startOfLocalDate(rate.validFrom, network.timeZone) }))
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
  return wanted.flatMap((rate) => {
    const { resource, zone, validFrom } = rate;
    const held = state.rates.filter((one) => one.resource === resource && one.zone === zone);
    const same = held.find((one) => one.validFrom === validFrom);
    if (same?.rate === rate.rate) return [];
    const about = `rate ${resource}/${zone} from ${validFrom}`;
    if (same !== undefined || held.some((one) => one.validFrom > validFrom)) {
      context.fault(
        about,
        new InputError(
          'RATE_NOT_APPENDED',
          `The register holds another ${about}, or a later one. Give the change a later date.`,
        ),
      );
      return [];
    }
    const data = { resource, zone, rate: rate.rate, validFrom };
    return [
      {
        key: `rate:${resource}:${zone}:${validFrom}:${rate.rate}`,
        make: () => Promise.resolve(message('tariffs', 'RATE', state.company, data)),
      },
    ];
  });
}
