import { expect } from 'chai';
import { addHouseFact } from '../../biller/commands/house-facts.ts';
import { offerContract } from '../../biller/commands/commands.ts';
import type { FactContent } from '../../biller/engine/fact-shapes.ts';
import type { RunningBiller } from '../../biller/main.ts';
import { billerSettings, type BillerSettings } from '../../biller/settings.ts';
import { monthText } from '../../biller/engine/span.ts';
import type { BillContent } from '../../core/domain/billing/bill.ts';
import { lineText } from '../../core/domain/billing/line-text.ts';
import { localDate, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { LABEL, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { makeCopy } from '../../core/domain/resident/make-copy.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../core/domain/sealed/sealed-content.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { world, type World } from '../support/world.ts';
import { nowSeconds } from '../support/world/actors.ts';
import { enrolPrograms, type Billers } from '../support/world/billers-part.ts';
import { is } from './support/actors.ts';

const ZONE = 'Europe/Moscow';
/** Twenty times the flat's 54.30 m². */
const AREA = '1086';

describe('a bill by facts of the house, on the ledger', () => {
  let whole: World;
  let house: Billers;
  let resident: Account;
  const running: RunningBiller[] = [];
  const period = previousPeriod(periodOf(nowSeconds(), ZONE));
  const from = localDate(periodStart(period, ZONE), ZONE);

  before(async () => {
    whole = await world({ billers: true });
    house = whole.billers;
    const { companySettings, providerSettingsFile } = house;
    const overrides = {
      services: [{ resource: RESOURCE.hotWater, norm: '3.19', installation: 'possible' }],
      rates: [{ resource: RESOURCE.hotWater, zone: 0, rate: '0.04919', validFrom: '2020-01-01' }],
    };
    const provider = readSettings(billerSettings, { prefix: 'TEST_', file: providerSettingsFile, overrides });
    const enter = (settings: BillerSettings, content: FactContent): unknown =>
      addHouseFact(settings, { date: from, author: 'clerk', evidence: 'act 1', content }, nowSeconds());
    const water = { resource: 'coldWater', unit: 'm3' } as const;
    const year = { house: ['120', '90', '130'], taken: ['100', '100', '105'], area: AREA };
    enter(companySettings, { kind: 'house-needs-average', ...water, from: '2020-01-01', ...year });
    enter(companySettings, { kind: 'tariff', ...water, from: '2020-01-01', price: '6.00' });
    for (const [resource, charged] of [
      ['electricity', '22000.00'],
      ['hotWater', '26001.00'],
    ] as const) {
      const sums = { by_meter: '24001.00', charged, area: AREA };
      enter(companySettings, { kind: 'house-needs-true-up', resource, period: monthText(period), parts: 12, ...sums });
    }
    enter(provider, { kind: 'hot-water-heat', from: '2020-01-01', unit: 'Gcal', per_m3: '0.0611', price: '2371.72' });
    for (const settings of [companySettings, provider]) running.push(await house.start(settings));
    await enrolPrograms(house);
    resident = await house.moveIn('flat-01', 'A1');
    await conclude(companySettings, RESOURCE.upkeep, house.company);
    await conclude(provider, RESOURCE.hotWater, house.provider);
  });
  after(async () => {
    for (const biller of running) await biller[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
  });

  async function conclude(settings: BillerSettings, resource: number, counterparty: Account): Promise<void> {
    const { observer } = house;
    const signal = new AbortController().signal;
    const flat = { area: '54.30', residents: '2' };
    const contractId = await offerContract({ settings, signal, subscriber: resident.address, resource, from, ...flat });
    const offer = await observer.recorded('the offer', (block) => block.digest === contractId);
    const carried = carriedBy(offer, decodeData('OFFER', offer.data));
    const { network } = observer;
    const content = await openSealed({ network, account: resident, kind: 'OFFER', carried });
    if ('form' in content) throw new Error('an issuer offers complete terms');
    const author = { network, account: resident, timestamp: nowSeconds() };
    const copy = await makeCopy({ ...author, contractId, content, counterparty: house.addressee(counterparty) });
    await observer.send(copy.signed);
  }

  async function billBy(issuer: Account): Promise<BillContent> {
    const { observer } = house;
    const block = await observer.recorded('the bill', is('INVOICE', issuer.address, resident.address));
    const carried = carriedBy(block, decodeData('INVOICE', block.data));
    return openSealed({ network: observer.network, account: resident, kind: 'INVOICE', carried });
  }

  it('asks house needs by the average month, and a twelfth of what last year was above or below the meter', async () => {
    const { declared } = await billBy(house.company);
    const needs = declared.filter(({ label }) => label === String(LABEL.houseNeeds));
    const shown = needs.map((line) => [line.code, line.amount, lineText(line, 'ru').split(':')[0]]);
    expect(shown).to.have.deep.members([
      // Rules 491, 29(2)(v): (20 − 10 + 25) / 3 × 54.30 / 1086 × 6.00.
      ['needs-average:coldWater', '3500000000000', 'Общедомовые нужды, холодная вода, по среднему месяцу'],
      // Rules 491, 29(3)(a): 100.05 of this flat in twelve whole parts, the first of which has a kopeck more; and as much back.
      ['needs-true-up:electricity', '8340000000000', 'Общедомовые нужды, электроэнергия, перерасчёт за прошлый год'],
      ['needs-true-up:hotWater', '-8330000000000', 'Общедомовые нужды, горячая вода, перерасчёт за прошлый год'],
    ]);
  });

  it('asks hot water of two components, with the coefficient on the cold one alone', async () => {
    const { declared } = await billBy(house.provider);
    const shown = declared
      .filter(({ code }) => code !== undefined)
      .map(({ code, amount }) => [code, Number(amount) / 1e12]);
    // The published case: 313.83, 156.92 more without a meter, 924.54 of heat.
    expect(shown.map(([code, amount]) => [code, Number(amount).toFixed(2)])).to.deep.equal([
      ['norm', '313.83'],
      ['coefficient:1.5', '156.92'],
      ['hot-water-heat', '924.54'],
    ]);
  });
});
