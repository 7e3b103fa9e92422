import { z } from 'zod';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { fetchBytes } from '../../../core/runtime/fetch-text.ts';
import {
  compared,
  decidedAnswer,
  disputesAnswer,
  lettersAnswer,
  mismatchesAnswer,
  openActsAnswer,
  reconciliationAnswer,
  said,
} from './operator-answers.ts';
import type { AccountStatement, FlatStatement } from '../statements/state-premises.ts';

/** Where the portal's operator is asked, and by which token (`operator.token` in the portal's data folder). */
export type OperatorPort = { url: string; token: string };
export type OpenDisputes = z.output<typeof disputesAnswer>['disputes'];
export type DecidedRefund = z.output<typeof decidedAnswer>;
export type OpenMismatches = z.output<typeof mismatchesAnswer>['mismatches'];
export type ToldReconciliation = z.output<typeof reconciliationAnswer>;
export type PortalLetters = z.output<typeof lettersAnswer>['letters'];
export type OpenActs = z.output<typeof openActsAnswer>['acts'];

const problem = z.object({ code: z.string(), detail: z.string() });
// The read model is written again from block 0 for a comparison.
const TIMEOUT_MS = 600_000;
/** A database that is larger belongs into PostgreSQL. */
const BYTES_MOST = 1_073_741_824;

/** What the company proposed and waits for the portal's word. @throws as `ask` */
export async function readOpenActs(port: OperatorPort): Promise<OpenActs> {
  return (await askJson(port, '/operator/acts', openActsAnswer)).acts;
}

/** @returns the digest of the portal's word @throws as `ask`, ACT_UNKNOWN */
export function sayDecision(port: OperatorPort, actHash: string, decision: 'confirm' | 'refuse'): Promise<string> {
  return say(port, `/operator/acts/${actHash}`, { decision });
}

/** Letters to the portal, with their texts. @throws as `ask` */
export async function readLetters(port: OperatorPort): Promise<PortalLetters> {
  return (await askJson(port, '/operator/letters', lettersAnswer)).letters;
}

/** @returns the digest of the answer @throws as `ask`, APPEAL_UNKNOWN, APPEAL_NOT_ADDRESSED */
export function sayAnswer(
  port: OperatorPort,
  appealId: string,
  answer: { text: string; to?: string | undefined },
): Promise<string> {
  return say(port, `/operator/appeals/${appealId}/answers`, answer);
}

/** @returns the digest of the statement @throws as `ask`, HOUSE_UNKNOWN */
export function sayFact(port: OperatorPort, { flat, ...fact }: FlatStatement): Promise<string> {
  return say(port, `/operator/flats/${flat}/facts`, fact);
}

/** @returns the digest of the statement @throws as `ask`, HOUSE_UNKNOWN */
export function sayAccount(port: OperatorPort, { flat, ...word }: AccountStatement): Promise<string> {
  return say(port, `/operator/flats/${flat}/account`, word);
}

/** Refunds that the bank holds otherwise than the portal. @throws as `ask` */
export async function readDisputes(port: OperatorPort): Promise<OpenDisputes> {
  return (await askJson(port, '/operator/refunds', disputesAnswer)).disputes;
}

/** `amount` in whole minor units, `paidAt` in unix seconds. @throws as `ask`, REFUND_UNKNOWN, REFUND_NOT_DISPUTED, REFERENCE_USED, PAID_AT_INVALID */
export function saySettled(
  port: OperatorPort,
  refundId: string,
  said: { amount: string; paidAt: string; reference: string },
): Promise<DecidedRefund> {
  return askJson(port, `/operator/refunds/${refundId}/settle`, decidedAnswer, said);
}

/** @throws as `ask`, REFUND_UNKNOWN, REFUND_NOT_DISPUTED */
export function sayReleased(port: OperatorPort, refundId: string, reference: string): Promise<DecidedRefund> {
  return askJson(port, `/operator/refunds/${refundId}/release`, decidedAnswer, { reference });
}

/** Money at the bank that is not what was ordered. @throws as `ask` */
export async function readMismatches(port: OperatorPort): Promise<OpenMismatches> {
  return (await askJson(port, '/operator/mismatches', mismatchesAnswer)).mismatches;
}

/** @throws as `ask`, MISMATCH_UNKNOWN, MISMATCH_DECIDED, COUNT_UNFIT */
export async function sayMismatch(
  port: OperatorPort,
  paymentId: string,
  said: { decision: 'return' | 'count' } | { decision: 'close'; reference: string },
): Promise<void> {
  await ask(port, `/operator/mismatches/${encodeURIComponent(paymentId)}`, said);
}

/** @throws as `ask`, DATE_INVALID, DATES_INVALID; TransientError BANK_UNREACHABLE */
export function askReconciliation(
  port: OperatorPort,
  days: { from?: string | undefined; to?: string | undefined },
): Promise<ToldReconciliation> {
  const query = new URLSearchParams(
    Object.entries(days).filter((one): one is [string, string] => one[1] !== undefined),
  );
  return askJson(port, `/operator/reconciliation?${query}`, reconciliationAnswer);
}

/** Has the portal write its read model again beside the live one. @throws as `ask` */
export function askComparison(port: OperatorPort): Promise<z.output<typeof compared>> {
  return askJson(port, '/operator/read-model/compare', compared, {});
}

/** The whole read model as text. @throws as `ask` */
export function readModelText(port: OperatorPort): Promise<string> {
  return ask(port, '/operator/read-model');
}

/** The whole embedded database. @throws as `ask`, DATABASE_ELSEWHERE */
export function askDatabase(port: OperatorPort): Promise<Buffer> {
  return askBytes(port, '/operator/database');
}

async function say(port: OperatorPort, path: string, body: object): Promise<string> {
  return (await askJson(port, path, said, body)).digest;
}

async function askJson<T>(port: OperatorPort, path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
  return schema.parse(JSON.parse(await ask(port, path, body)));
}

/** @throws TransientError PORTAL_UNREACHABLE; InputError with the code that the portal gives, TOKEN_REFUSED among them */
async function ask(port: OperatorPort, path: string, body?: object): Promise<string> {
  return (await askBytes(port, path, body)).toString('utf8');
}

async function askBytes({ url, token }: OperatorPort, path: string, body?: object): Promise<Buffer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  let answer: { status: number; bytes: Buffer };
  try {
    answer = await fetchBytes(`${url}${path}`, init, { timeoutMs: TIMEOUT_MS, maxBytes: BYTES_MOST });
  } catch (cause) {
    throw new TransientError('PORTAL_UNREACHABLE', `The portal gives no answer at ${url}. Is it running?`, { cause });
  }
  const { status, bytes } = answer;
  if (status >= 200 && status < 300) return bytes;
  const text = bytes.toString('utf8');
  const told = problem.safeParse(parseOrNothing(text));
  const detail = told.data?.detail ?? text.slice(0, 200);
  if (status >= 500) throw new TransientError('PORTAL_UNREACHABLE', `The portal answers ${status}: ${detail}`);
  throw new InputError(told.data?.code ?? 'PORTAL_ANSWER', detail);
}

function parseOrNothing(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
