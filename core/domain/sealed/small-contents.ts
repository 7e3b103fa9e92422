import { parseCanonicalJson } from '../bytes/canonical-json.ts';
import { isCalendarDate } from '../bytes/calendar-date.ts';
import { InputError } from '../bytes/errors.ts';
import { fromUtf8, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { LETTER_MAX } from '../limits.ts';

/** Which flat a subscriber says to live in, and its account number: for the company and the portal alone. */
export type EnrolmentContent = { premise: string; personalAccount: string };

/** @throws InputError JSON_NOT_CANONICAL, ENROLMENT_INVALID */
export function parseEnrolment(bytes: Uint8Array): EnrolmentContent {
  const keys = ['premise', 'personalAccount'];
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), keys, 'The enrolment', 'ENROLMENT_INVALID');
  return { premise: fields.text('premise', /^.{1,64}$/), personalAccount: fields.text('personalAccount', /^.{0,64}$/) };
}

/** The text of an appeal. @throws InputError JSON_NOT_CANONICAL, LETTER_INVALID */
export function parseLetter(bytes: Uint8Array): { text: string } {
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), ['text'], 'The letter', 'LETTER_INVALID');
  return { text: fields.text('text', /^/, LETTER_MAX) };
}

/** An addressee's word on an appeal: by when it answers ('YYYY-MM-DD', '' where it says no date), and who else is to be asked (an address, or ''). */
export type AnswerContent = { text: string; due: string; to: '' | Hex };

/** A word that says nothing, no text, no day and nobody, is none. @throws InputError JSON_NOT_CANONICAL, LETTER_INVALID */
export function parseAnswer(bytes: Uint8Array): AnswerContent {
  const keys = ['due', 'text', 'to'];
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), keys, 'The answer', 'LETTER_INVALID');
  const [text, due] = [fields.text('text', /^/, LETTER_MAX), fields.text('due')];
  if (due !== '' && !isCalendarDate(due))
    throw new InputError('LETTER_INVALID', 'The answer: due is no day of the calendar.');
  const to = fields.text('to') === '' ? '' : fields.hex('to', 20);
  if (text === '' && due === '' && to === '') throw new InputError('LETTER_INVALID', 'The answer says nothing.');
  return { text, due, to };
}

/** Why a party cancels, in its own words. @throws InputError JSON_NOT_CANONICAL, REASON_INVALID */
export function parseReason(bytes: Uint8Array): { reason: string } {
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), ['reason'], 'The reason', 'REASON_INVALID');
  return { reason: fields.text('reason', /^/, LETTER_MAX) };
}

/** How much an issuer gives back, in 10⁻¹² of the currency unit, and the blinding of its commitment: for portal and subscriber. */
export type RefundContent = { amount: bigint; blinding: bigint };

/** @throws InputError JSON_NOT_CANONICAL, REFUND_INVALID */
export function parseRefund(bytes: Uint8Array): RefundContent {
  const keys = ['amount', 'blinding'];
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), keys, 'The refund', 'REFUND_INVALID');
  const content = { amount: fields.integer('amount'), blinding: fields.integer('blinding') };
  if (content.amount > 0n && content.blinding >= 0n) return content;
  throw new InputError('REFUND_INVALID', 'The refund: its amount is not positive, or its blinding negative.');
}

/** A meter's key of one period, 32 bytes. @throws InputError PERIOD_KEY_INVALID */
export function parsePeriodKey(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 32) return bytes;
  throw new InputError('PERIOD_KEY_INVALID', `A period key has 32 bytes; this one has ${bytes.length}.`);
}
