import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { ApiError, isPassing } from './api.ts';

const TIMES_MAX = 3;

/** The same question would get the same answer: refusals are not asked again, silence is, and whoever asks too much or too early waits. */
export function isAskedAgain(failures: number, error: unknown): boolean {
  const isFinal = error instanceof InputError || (error instanceof ApiError && !isPassing(error));
  return !isFinal && failures < TIMES_MAX;
}

/** Longer each time, and as long as the portal asks for. @returns milliseconds */
export function waitBeforeAsking(failures: number, error: unknown): number {
  return Math.max(1000 * 2 ** failures, error instanceof ApiError ? error.waitMs : 0);
}
