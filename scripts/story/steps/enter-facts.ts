import { voidBill } from '../../../biller/commands/bill-commands.ts';
import { addHouseFact } from '../../../biller/commands/house-facts.ts';
import { monthText } from '../../../biller/engine/span.ts';
import { nextPeriod } from '../../../core/domain/billing/period.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { MONTH } from '../house-month.ts';
import { residentOf } from './resident-of.ts';
import { clerkOf, untilLedgers, type Stage } from './stage.ts';

type Biller = 'company' | 'water';

/** What the house's meters said of the month, before anything is billed by it. */
export async function enterHouseFacts(stage: Stage): Promise<void> {
  const month = monthText(stage.period);
  const area = areaOf(stage);
  await stage.progress.step("The company's clerk enters what the house's meters said of the month", () => {
    const { needs, heat } = MONTH;
    const water = { resource: 'coldWater', unit: 'm3' };
    enter(stage, 'company', {
      kind: 'house-needs',
      ...water,
      period: month,
      house: needs.house,
      taken: needs.taken,
      area,
    });
    enter(stage, 'company', { kind: 'tariff', ...water, from: '2026-01-01', price: needs.perM3 });
    const { before, after } = MONTH.debt.keyRates;
    enter(stage, 'company', { kind: 'key-rate', from: '2020-01-01', percent: before });
    enter(stage, 'company', { kind: 'key-rate', from: keyRateChange(stage.period), percent: after });
    enter(stage, 'company', { kind: 'house-heat', period: month, unit: 'GJ', volume: heat.volume, area });
    return Promise.resolve();
  });
}

/** The day on which the key rate changes: between what falls due of the month and the day on which its penalty is looked at. */
function keyRateChange(period: number): string {
  return `${monthText(nextPeriod(nextPeriod(nextPeriod(period))))}-01`;
}

/** The area of all flats, in m². */
export function areaOf({ world }: Pick<Stage, 'world'>): string {
  const sum = world.plan.house.premises.reduce((total, { area }) => total + BigInt(area.replace('.', '')), 0n);
  return `${sum / 100n}.${String(sum % 100n).padStart(2, '0')}`;
}

/** Two bills were made without an absence and a privilege: their clerks enter these, withdraw the bills, and the billers issue them anew. */
export async function putRight(stage: Stage): Promise<void> {
  const { absence, privilege } = MONTH;
  const month = monthText(stage.period);
  await stage.progress.step(
    `An absence of ${absence.flat} and a privilege of ${privilege.flat} come late: both bills are withdrawn and issued anew`,
    async () => {
      const { left, returned, absent } = absence;
      const away = { kind: 'absence', left: `${month}-${left}`, returned: `${month}-${returned}`, absent };
      await again(stage, 'water', absence.flat, away);
      const granted = { kind: 'privilege', from: '2026-01-01', share: privilege.share };
      await again(stage, 'company', privilege.flat, granted);
      return untilLedgers(stage, 'both bills are issued anew', () => {
        const anew = stage.view
          .ofKind('INVOICE')
          .filter(({ data }) => decodeData('INVOICE', data).replaces !== ZERO_32);
        return anew.length === 2 ? anew.length : undefined;
      });
    },
    (count) => `${count} bills replaced`,
  );
}

async function again(stage: Stage, biller: Biller, flat: string, fact: object): Promise<void> {
  const { invoiceId, contractId } = billOf(stage, stage.accounts[biller], flat);
  enter(stage, biller, { ...fact, contract: contractId });
  await voidBill({ ...clerkOf(stage, biller), invoiceId, reason: VOID_REASON.figures });
}

/** @throws InputError BILL_UNKNOWN */
export function billOf(
  { view, residents, period }: Stage,
  issuer: Hex,
  flat: string,
): { invoiceId: Hex; contractId: Hex } {
  const { address } = residentOf(residents, flat).account;
  const found = view
    .ofKind('INVOICE')
    .filter(({ block }) => block.from === issuer && block.to === address)
    .map(({ data }) => decodeData('INVOICE', data))
    .find((data) => data.period === period);
  if (found === undefined) throw new InputError('BILL_UNKNOWN', `${flat} has no bill of ${issuer} for ${period}.`);
  const { contractId, series } = found;
  return { contractId, invoiceId: invoiceIdOf(issuer, contractId, period, series) };
}

function enter(stage: Stage, biller: Biller, content: object): void {
  const about = { date: `${monthText(stage.period)}-28`, author: 'Clerk of the story', evidence: 'act of the story' };
  addHouseFact(clerkOf(stage, biller).settings, { ...about, content }, unixSeconds());
}
