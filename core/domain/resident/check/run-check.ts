import { InputError } from '../../bytes/errors.ts';
import { isLostKeyCode, LOST_KEY_CODES } from '../../crypto/lost-key.ts';

/** The parts of "Checked by your browser", in the order in which a resident reads them. */
export const CHECK_NAMES = [
  'sender',
  'sealed',
  'ledger',
  'witnesses',
  'opened',
  'terms',
  'meter',
  'chain',
  'readings',
  'arithmetic',
  'balance',
  'receipt',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/**
 * `passed` was verified here; `failed` is an alarm; `waiting` cannot be verified yet, because what it needs is not there;
 * `absent` does not apply to this bill.
 */
export type CheckState = 'passed' | 'failed' | 'waiting' | 'absent';

/** One verified statement. `code` and `message` say what is wrong, or what is waited for. */
export type Check = { name: CheckName; state: CheckState; code?: string; message?: string };

/** Codes that say "not there yet" rather than "wrong". */
const NOT_YET = new Set<string>([
  'PROOF_MISSING',
  'FRAMES_MISSING',
  'PERIOD_KEY_MISSING',
  'COSIGNATURES_MISSING',
  'HEAD_AGE_UNPROVED',
  'HEAD_CATCHING_UP',
  'RECEIPT_MISSING',
  'TERMS_MISSING',
  ...LOST_KEY_CODES,
  'EARLIER_CHECK',
]);

/** What is there as soon as a bill is: whoever does not show it for so many seconds keeps it back. */
const KEPT_BACK = new Set<string>(['PROOF_MISSING', 'FRAMES_MISSING', 'PERIOD_KEY_MISSING', 'TERMS_MISSING']);
const PATIENCE = 3n * 86_400n;

/**
 * A check that waits is an alarm once it has waited too long, for the same reason. Terms that nobody can open, since the key is lost, are kept back by nobody.
 * @param since when its bill was signed
 */
export function withPatience(checks: readonly Check[], { since, now }: { since: bigint; now: bigint }): Check[] {
  if (now - since <= PATIENCE) return [...checks];
  const isKeyLost = checks.some(({ code }) => isLostKeyCode(code));
  const isKeptBack = ({ state, code = '' }: Check): boolean =>
    state === 'waiting' && KEPT_BACK.has(code) && !(isKeyLost && code === 'TERMS_MISSING');
  return checks.map((check) => (isKeptBack(check) ? { ...check, state: 'failed', code: 'KEPT_BACK' } : check));
}

/** A check of what a bill does not have is absent, unless it found a fault all the same. */
export function absentUnless(applies: boolean, check: Check): Check {
  return applies || check.state === 'failed' ? check : { name: check.name, state: 'absent' };
}

/** Runs one check: its result when it holds, and the line for the panel either way. */
export async function runCheck<T>(
  name: CheckName,
  run: () => T | Promise<T>,
): Promise<{ check: Check; value: T | undefined }> {
  try {
    return { check: { name, state: 'passed' }, value: await run() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const state = NOT_YET.has(error.code) ? 'waiting' : 'failed';
    return { check: { name, state, code: error.code, message: error.message }, value: undefined };
  }
}
