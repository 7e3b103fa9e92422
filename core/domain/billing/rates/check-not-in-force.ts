import { InputError } from '../../bytes/errors.ts';
import { CLOCK_TOLERANCE } from '../../limits.ts';

/**
 * Whether a rate can still be withdrawn at a time: no frame can be of the rate's time yet, so no metered line was billed by it.
 * @param time unix seconds; of the EVM block where a ledger judges
 * @throws InputError RATE_IN_FORCE
 */
export function checkNotInForce({ validFrom }: { validFrom: bigint }, time: bigint): void {
  const latest = time + CLOCK_TOLERANCE;
  if (validFrom <= latest)
    throw new InputError(
      'RATE_IN_FORCE',
      `The rate from ${validFrom} is in force: readings may be of any time up to ${latest}. Set another rate from a later date.`,
    );
}
