import { expect } from 'chai';
import { InputError } from '../../core/domain/bytes/errors.ts';

/** Runs what must be refused and returns the stable code of the error; fails when nothing was thrown or the error has no code. */
export async function refusal(act: () => unknown): Promise<string> {
  let error: unknown;
  try {
    await act();
  } catch (caught) {
    error = caught;
  }
  expect(error, 'nothing was refused').to.be.instanceOf(Error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  return code;
}

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
