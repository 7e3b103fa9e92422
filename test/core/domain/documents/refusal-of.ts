import { InputError } from '../../../../core/domain/bytes/errors.ts';

/** The code by which it refuses, or undefined where it does not; any other error goes on. */
export function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}
