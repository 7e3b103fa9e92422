import {
  readDisputes,
  sayReleased,
  saySettled,
  type DecidedRefund,
  type OpenDisputes,
} from '../../../app/server/operator/ask-operator.ts';
import { parseDecimal, rescale } from '../../../core/domain/bytes/decimal.ts';
import { REFUND_NAME } from '../../../app/server/operator/operator-answers.ts';
import { formatAmount } from '../../../core/domain/billing/money.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { printJson } from '../arguments.ts';
import { portOf, type PortalOptions } from './act-for-portal.ts';

export type ReleaseOptions = PortalOptions & { refund: string; reference: string };
export type SettleOptions = ReleaseOptions & { amount: string; paidAt: string };

/** Lists refunds of which the bank holds something else than the portal asked for, and what to ask the bank. @throws as the port says */
export async function portalDisputes(options: PortalOptions): Promise<void> {
  const disputes = await readDisputes(portOf(options));
  if (options.json === true) return printJson({ disputes });
  for (const line of linesOf(disputes)) process.stdout.write(`${line}\n`);
}

/** @throws InputError AMOUNT_INVALID, PAID_AT_INVALID and what the port says */
export async function portalSettle(options: SettleOptions): Promise<void> {
  const { refund, reference, amount, paidAt } = options;
  const said = { amount: minorUnitsOf(amount), paidAt: secondsOf(paidAt), reference };
  tell(options, await saySettled(portOf(options), refundOf(refund), said));
}

/** @throws InputError as the port says */
export async function portalRelease(options: ReleaseOptions): Promise<void> {
  tell(options, await sayReleased(portOf(options), refundOf(options.refund), options.reference));
}

/** It stands in a path. @throws InputError REFUND_UNKNOWN */
function refundOf(text: string): string {
  if (!REFUND_NAME.test(text))
    throw new InputError('REFUND_UNKNOWN', `--refund takes a name that \`portal refunds list\` tells, not "${text}".`);
  return text;
}

function minorUnitsOf(text: string): string {
  if (!/^\d{1,13}\.\d{2}$/.test(text) || /^0*\.00$/.test(text))
    throw new InputError('AMOUNT_INVALID', `--amount takes an amount with two digits behind the point, not "${text}".`);
  return String(rescale(parseDecimal(text), -2));
}

function secondsOf(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new InputError('PAID_AT_INVALID', `--paid-at takes a time as 2026-11-27T10:30:00+03:00, not "${text}".`);
  return String(Math.floor(time / 1_000));
}

function tell(options: PortalOptions, decided: DecidedRefund): void {
  if (options.json === true) return printJson(decided);
  const { part, order } = decided;
  const isPaid = part === 'settled';
  process.stdout.write(isPaid ? 'It counts as given back.\n' : 'It counts as not given back.\n');
  if (order === 'settled') process.stdout.write('With it the whole order is: the portal says so on the ledger.\n');
  if (order === 'failed')
    process.stdout.write(
      `The order is not given back whole: its issuer has to order again.${isPaid ? ' What was given counts for that order.' : ''}\n`,
    );
}

function* linesOf(disputes: OpenDisputes): Iterable<string> {
  if (disputes.length === 0) yield 'Nothing is disputed.';
  for (const { refundId, orderId, paymentId, amount, bankRefundId, failure, bankSays, since } of disputes) {
    const sum = formatAmount(BigInt(amount));
    yield `${refundId} since ${new Date(Number(since) * 1_000).toISOString()}`;
    yield `  order ${orderId}`;
    yield `  asked for ${sum}, of the bank's payment ${paymentId}`;
    yield `  the bank holds ${bankSays ?? 'something else'}${bankRefundId === null ? '' : ` as ${bankRefundId}`} (${failure})`;
    yield `  ask the bank in writing: what was given back of payment ${paymentId} under the name ${refundId}, how much, when, by which reference?`;
    yield '  then: portal refunds settle --refund … --amount … --paid-at … --reference …, or, where nothing was and will be, portal refunds release';
  }
}
