import { InputError } from '../../../../core/domain/bytes/errors.ts';

/**
 * Refuses a proof of a block that is older than one seen before it was asked for.
 * @param what of that block the portal proves
 * @throws InputError HEAD_OLDER
 */
export function checkNotOlder(number: bigint, notBefore: bigint, what: string): void {
  if (number < notBefore)
    throw new InputError(
      'HEAD_OLDER',
      `The portal proves ${what} of block ${number}; block ${notBefore} was seen here before it was asked.`,
    );
}
