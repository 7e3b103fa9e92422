import { voidBill } from '../../../biller/commands/bill-commands.ts';
import { addHouseFact } from '../../../biller/commands/house-facts.ts';
import { answerLetter } from '../../../biller/commands/letter-commands.ts';
import { monthText } from '../../../biller/engine/span.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { sendAppeal } from '../../../app/web/src/resident/act/send-appeal.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { RESOURCE, VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { premiseOf } from '../house-plan.ts';
import type { Biller, Past } from './past.ts';
import { invoiceOf, openKnownBill, residentOf, type KnownBill } from './people.ts';
import { rolesOf } from './seeded-house.ts';

const DAY = 86_400n;

function enter(past: Past, biller: Biller, content: object): void {
  const date = localDate(unixSeconds(), past.timeZone);
  const about = { date, author: 'Clerk of the sandbox', evidence: 'act of the sandbox' };
  addHouseFact(past.clerkOf(biller).settings, { ...about, content }, unixSeconds());
}

/** By which yearly rate penalties are counted. */
export function enterKeyRate(past: Past, from: string): void {
  for (const biller of ['company', 'electricity', 'water'] as const)
    enter(past, biller, { kind: 'key-rate', from, percent: '16' });
}

/** Of a flat without a meter somebody was away: its water is counted anew for these days. */
export function enterAbsence(past: Past, period: number): void {
  const { withoutMeters } = rolesOf(past.spec);
  const address = past.people.get(premiseOf(withoutMeters))?.address;
  const contract = past.view
    .ofKind('OFFER')
    .find(
      ({ block, data }) => block.from === address && decodeData('OFFER', data).resource === RESOURCE.coldWater,
    )?.digest;
  if (contract === undefined) return;
  const month = monthText(period);
  enter(past, 'water', { kind: 'absence', contract, left: `${month}-05`, returned: `${month}-21`, absent: 1 });
}

/** A privilege is entered late: the bill of upkeep is withdrawn, and issued anew. @returns the bills of the month that stand */
export async function issueAnew(past: Past, bills: readonly KnownBill[], period: number): Promise<KnownBill[]> {
  const premise = premiseOf(rolesOf(past.spec).reissued);
  const old = bills.find((bill) => bill.premise === premise && bill.resource === RESOURCE.upkeep);
  if (old === undefined) throw new Error(`${premise} has no bill of upkeep`);
  const { invoiceId, contractId: contract } = old;
  enter(past, 'company', { kind: 'privilege', contract, from: `${monthText(period)}-01`, share: '0.5' });
  await voidBill({ ...past.clerkOf('company'), invoiceId, reason: VOID_REASON.figures });
  const anew = await past.until('the bill is issued anew', () =>
    past.view.ofKind('INVOICE').find((one) => invoiceOf(one).replaces === invoiceId),
  );
  return [...bills.filter((bill) => bill !== old), await openKnownBill(past, anew)];
}

/** A letter of one flat to the company, on a day. @returns its id, once the company's robot has said that it came */
export async function writeLetter(past: Past, time: bigint, text: string): Promise<Hex> {
  past.moveTo(time);
  await past.untilFresh();
  const resident = await residentOf(past, premiseOf(rolesOf(past.spec).writes));
  const to = { toCompany: true, toPortal: false, provider: undefined, about: undefined };
  await untilRecorded(resident, await sendAppeal(resident, { category: 'complaint', ...to, text }));
  const { digest } = await past.until('the letter is on the ledger', () =>
    past.view.ofKind('APPEAL').findLast(({ block }) => block.from === resident.account.address),
  );
  await past.until('it is acknowledged', () =>
    past.view.ofKind('APPEAL_ANSWER').find(({ block }) => block.subject === digest),
  );
  return digest;
}

/** One that the company's clerk answers eight days later. */
export async function writeAnsweredLetter(past: Past, time: bigint): Promise<void> {
  const letter = await writeLetter(
    past,
    time,
    'The water in our riser was off for two days. Please say what was done.',
  );
  past.moveTo(time + 8n * DAY);
  const text = 'The valve was replaced on the same day; the act is with the chairman of the house.';
  await answerLetter({ ...past.clerkOf('company'), letter, text });
}
