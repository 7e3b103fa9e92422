import { expect } from 'chai';
import type { RunningBiller } from '../../biller/main.ts';
import type { RecordedBlock } from '../../core/chain/follow.ts';
import { totalCommitment } from '../../core/domain/billing/bill-commitments.ts';
import { openBill } from '../../core/domain/billing/bill-open.ts';
import type { BillContent } from '../../core/domain/billing/bill.ts';
import { lineText } from '../../core/domain/billing/line-text.ts';
import { localDate, nextPeriod, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData, type MeteredLine } from '../../core/domain/ledger/block-data.ts';
import { signBlock } from '../../core/domain/ledger/internal-block.ts';
import { KIND, LABEL } from '../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { makeCopy } from '../../core/domain/resident/make-copy.ts';
import { makeOffer } from '../../core/domain/resident/make-offer.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import { openSealed, type SealedContents } from '../../core/domain/sealed/sealed-content.ts';
import { waitFor } from '../support/wait-for.ts';
import { world, type World } from '../support/world.ts';
import { nowSeconds } from '../support/world/actors.ts';
import { enrolPrograms, METER, RATES, ZONES, type Billers } from '../support/world/billers-part.ts';
import { is } from './support/actors.ts';

const ZONE = 'Europe/Moscow';

describe('a month without a reading', () => {
  let whole: World;
  let house: Billers;
  let biller: RunningBiller;
  let resident: Account;
  const last = previousPeriod(periodOf(nowSeconds(), ZONE));
  const months = [last];
  while (months.length < 6) months.unshift(previousPeriod(months[0] ?? last));
  const [earlier = 0, ...billed] = months;
  const unread = billed[3] ?? 0;
  const endOf = (period: number): bigint => periodStart(nextPeriod(period), ZONE);
  const registers = [100_000n, 50_000n, 7n];
  const byZone = (line: MeteredLine): bigint => RATES.zones[line.zone - 1] ?? 0n;

  const open = <K extends 'COPY' | 'INVOICE'>(kind: K, block: RecordedBlock): Promise<SealedContents[K]> => {
    const { network } = house.observer;
    return openSealed({ network, account: resident, kind, carried: carriedBy(block, decodeData(kind, block.data)) });
  };
  /** The registers at the end of a month, behind so much more in each. */
  const read = async (period: number, used: readonly bigint[]): Promise<void> => {
    const { observer, device, collector, company } = house;
    used.forEach((one, index) => (registers[index] = (registers[index] ?? 0n) + one));
    const time = endOf(period);
    const frames = ZONES.map((obis, i) => ({ meterId: METER, obis, time, value: registers[i] ?? 0n, close: true }));
    const data: Hex = device.read(observer.network, period, frames);
    const { network } = observer;
    const place = { ledger: network.contracts.readingLedger, signer: house.collector, to: company.address };
    const block = { ...place, kind: KIND.READINGS, subject: ZERO_32, data, timestamp: nowSeconds() };
    expect(collector.address).to.equal(block.signer.address);
    await observer.send(signBlock({ domain: domainOf(network), ...block }));
  };
  const billOf = async (period: number): Promise<{ content: BillContent; lines: bigint }> => {
    const { observer, provider, device } = house;
    const isIts = (block: RecordedBlock): boolean =>
      is('INVOICE', provider.address, resident.address)(block) && decodeData('INVOICE', block.data).period === period;
    const block = await observer.recorded(`the bill of ${period}`, isIts);
    const data = decodeData('INVOICE', block.data);
    const content = await open('INVOICE', block);
    const ledgerTotal = totalCommitment(data, byZone);
    openBill({ content, invoiceData: data, readings: device.openings, rateOf: byZone, ledgerTotal });
    const lines = [...content.metered, ...content.declared.filter(({ label }) => label !== String(LABEL.rounding))];
    return { content, lines: lines.reduce((sum, { amount }) => sum + BigInt(amount), 0n) };
  };
  const priced = (used: readonly bigint[]): bigint =>
    used.reduce((sum, one, index) => sum + one * (RATES.zones[index] ?? 0n), 0n);

  before(async () => {
    whole = await world({ billers: true });
    house = whole.billers;
    const { observer, provider, device, collector } = house;
    const company = await house.start(house.companySettings);
    // Of the months without a reading the first was waited for long enough, the second was not.
    const estimateAfter = Number(nowSeconds() - endOf(unread) - 86_400n) * 1000;
    biller = await house.start({ ...house.providerSettings, estimateAfter });
    await enrolPrograms(house);
    resident = await house.moveIn('flat-01', 'A1');
    await observer.recorded('the meter', is('METER_REGISTER', house.company.address));
    await company[Symbol.asyncDispose]();
    const readers = [resident, provider, house.company, house.portal].map(house.addressee);
    for (const month of months) {
      const data = decodeData('PERIOD_KEYS', await device.announce(observer.network, METER, month, readers));
      const key = {
        from: collector,
        ledger: 'readingLedger',
        kind: 'PERIOD_KEYS',
        to: provider.address,
        data,
      } as const;
      await observer.say(key);
    }
    await read(earlier, []);
    const author = { network: observer.network, account: resident, timestamp: nowSeconds() };
    const from = localDate(endOf(earlier), ZONE);
    const form = {
      ...{ version: '1' as const, resource: '1', provider: provider.address, subscriber: resident.address },
      ...{ meterIds: [METER], area: '0', residents: '0', from },
    };
    const counterparty = house.addressee(provider);
    const { signed, contractId } = await makeOffer({ ...author, form, counterparty });
    await observer.send(signed);
    const copy = await observer.recorded("the provider's copy", is('COPY', provider.address, resident.address));
    const content = await open('COPY', copy);
    await observer.send((await makeCopy({ ...author, contractId, content, counterparty })).signed);
  });
  after(async () => {
    await biller[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
  });

  it('is not estimated by fewer than three that were measured', async () => {
    const [first = 0, second = 0] = billed;
    await read(first, [900n, 600n, 300n]);
    await billOf(first);
    await read(second, [1_200n, 600n, 301n]);
    await billOf(second);
    const told = async (): Promise<boolean> =>
      (await (await fetch(`${biller.url}/health`)).text()).includes('ESTIMATE_IMPOSSIBLE');
    await waitFor('the fault', told);
    expect(house.observer.blocks.filter(is('INVOICE', house.provider.address))).to.have.length(2);
  });

  it('is billed by the average of those before, in a line that says why and until when, and the next one is asked for', async () => {
    await read(billed[2] ?? 0, [1_500n, 601n, 300n]);
    const { content, lines } = await billOf(unread);
    // 1200 × 0.01013, 1801/3 × 0.00673, 901/3 × 0.00341.
    const amounts = ['12156000000000', '4040243333333', '1024136666667'];
    const found = content.declared.filter(({ code }) => code === 'estimate-open');
    expect(found.map(({ amount }) => amount)).to.deep.equal(amounts);
    expect(content.metered).to.deep.equal([]);
    expect(lines).to.equal(17_220_380_000_000n);
    const [line] = found;
    if (line === undefined) throw new Error('no line');
    expect(lineText(line, 'en')).to.match(
      /^Estimated, no reading came: average of earlier months, until one comes: 1200 Wh/,
    );
    expect(lineText(line, 'ru')).to.match(
      /^Расчёт без показаний, они не переданы: среднее прошлых месяцев, пока их нет: 1200 /,
    );
    expect(line.derivation).to.deep.include({ act: 'Decree 354', point: 'item 59' });
    const request = await house.observer.recorded('a request', is('READING_REQUEST', house.provider.address));
    expect(decodeData('READING_REQUEST', request.data)).to.deep.include({ meterId: METER, manual: false });
    expect(house.observer.blocks.filter(is('READING_REQUEST'))).to.have.length(1);
  });

  it('is put right by the reading when it comes: estimate and recalculation are together the true bill', async () => {
    const used = [2_500n, 1_100n, 700n];
    await read(last, used);
    const { content, lines } = await billOf(last);
    const back = content.declared.filter(({ code = '' }) => code.startsWith('estimate-back'));
    expect(back.map(({ amount, label }) => ({ amount, label }))).to.deep.equal([
      { amount: '-17220380000000', label: String(LABEL.recalculation) },
    ]);
    expect(content.metered.map(({ volume }) => BigInt(volume))).to.deep.equal(used);
    expect(lines + 17_220_380_000_000n).to.equal(priced(used));
  });
});
