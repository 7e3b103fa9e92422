import { paymentData } from '../support/payment-data.ts';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { addHouseFact } from '../../biller/commands/house-facts.ts';
import { billerFiles } from '../../biller/connect.ts';
import type { RunningBiller } from '../../biller/main.ts';
import type { RecordedBlock } from '../../core/chain/follow.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { encodePayment } from '../../core/domain/billing/bill-settle.ts';
import type { BillContent } from '../../core/domain/billing/bill.ts';
import { checkLinesByTerms } from '../../core/domain/billing/bill-open.ts';
import { randomScalar } from '../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { sealEnvelope } from '../../core/domain/crypto/envelope.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { AMOUNT_PER_MINOR } from '../../core/domain/billing/money.ts';
import { localDate, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import { makeCopy } from '../../core/domain/resident/make-copy.ts';
import { makeOffer } from '../../core/domain/resident/make-offer.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../core/domain/sealed/sealed-content.ts';
import { rulesByName } from '../../core/domain/billing/tariff-rules.ts';
import { contextOf } from '../support/context-of.ts';
import { world, type World } from '../support/world.ts';
import { nowSeconds } from '../support/world/actors.ts';
import { normForm } from '../support/world/offer-form.ts';
import { enrolPrograms, RATES, type Billers } from '../support/world/billers-part.ts';
import { is } from './support/actors.ts';
import { startChildBiller, type ChildBiller } from './support/child-biller.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';

const ZONE = 'Europe/Moscow';

describe('a biller that is killed again and again', () => {
  let whole: World;
  let house: Billers;
  let companyBiller: RunningBiller;
  let child: ChildBiller;
  let resident: Account;
  const logs: string[] = [];
  const last = previousPeriod(periodOf(nowSeconds(), ZONE));
  const periods = [previousPeriod(previousPeriod(last)), previousPeriod(last), last];
  const from = localDate(periodStart(periods[0] ?? last, ZONE), ZONE);

  const killAndRestart = async (): Promise<void> => {
    await child.kill('SIGKILL');
    logs.push(child.output());
    child = await startChildBiller(house.providerSettingsFile);
  };
  const invoices = (): RecordedBlock[] => house.observer.blocks.filter(is('INVOICE', house.provider.address));
  const nthInvoice = (n: number): Promise<RecordedBlock> =>
    house.observer.recorded(
      `invoice ${n}`,
      (block) => is('INVOICE', house.provider.address)(block) && invoices().indexOf(block) === n - 1,
    );
  const contentOf = (invoice: RecordedBlock): Promise<BillContent> =>
    openSealed({
      network: house.observer.network,
      account: resident,
      kind: 'INVOICE',
      carried: carriedBy(invoice, decodeData('INVOICE', invoice.data)),
    });
  const pay = async (invoice: RecordedBlock, amount: bigint): Promise<Hex> => {
    const { portal, provider, observer } = house;
    const blinding = randomScalar();
    const content = encodePayment({ amount, blinding, orderId: 'order', purpose: '' });
    const invoiceId = invoice.block.subject;
    const context = contextOf(observer.network, portal, 'PAYMENT', { ledger: 'billingLedger', subject: invoiceId });
    const envelope = await sealEnvelope({ content, addressees: [house.addressee(provider)], context });
    const data = paymentData({
      networkHash: domainOf(observer.network).networkHash,
      ledger: observer.network.contracts.billingLedger,
      invoiceId,
      amount,
      blinding,
      paymentReference: toHex(randomBytes(32)),
      paidAt: nowSeconds() - 60n,
      envelope,
    });
    return observer.say({
      from: portal,
      ledger: 'billingLedger',
      kind: 'PAYMENT',
      to: invoice.block.to,
      subject: invoiceId,
      data,
    });
  };
  const receipts = (): ReturnType<typeof decodeData<'RECEIPT'>>[] =>
    house.observer.blocks.filter(is('RECEIPT', house.provider.address)).map(({ data }) => decodeData('RECEIPT', data));

  /** Waits until the biller's health fits. */
  const healthy = async (
    fits: (health: { passes: number; pending: number; settled: number }) => boolean,
  ): Promise<void> => {
    for (;;) {
      const health = (await (await fetch(`${child.url}/health`)).json()) as Parameters<typeof fits>[0];
      if (fits(health)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  before(async () => {
    whole = await world({ billers: true });
    house = whole.billers;
    companyBiller = await house.start(house.companySettings);
    child = await startChildBiller(house.providerSettingsFile);
    await enrolPrograms(house);
    resident = await house.moveIn('flat-02', 'A2');
  });
  after(async () => {
    await child.kill('SIGKILL');
    await companyBiller[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
  });

  it('bills a flat without a meter for every month by the norm, each once with what was entered of it, and carries the rounding', async () => {
    const { observer, provider } = house;
    const author = { network: observer.network, account: resident, counterparty: house.addressee(provider) };
    const form = normForm({ provider: provider.address, subscriber: resident.address }, from);
    const { signed, contractId } = await makeOffer({
      ...author,
      form,
      timestamp: nowSeconds(),
    });
    await observer.send(signed);
    await killAndRestart();
    const copy = await observer.recorded("the provider's copy", is('COPY', provider.address));
    await killAndRestart();
    const month = (period: number): string => localDate(periodStart(period, ZONE), ZONE).slice(0, 7);
    const breaks = { kind: 'breaks', resource: 'electricity', allowed_month: '8', percent_per_hour: '0.15' };
    const about = { date: from, author: 'clerk', evidence: 'act 1' };
    for (const [index, period] of periods.entries()) {
      const hours = [String(18 + index)];
      addHouseFact(house.providerSettings, { ...about, content: { ...breaks, period: month(period), hours } }, 1n);
    }
    await killAndRestart();
    const content = await openSealed({
      network: observer.network,
      account: resident,
      kind: 'COPY',
      carried: carriedBy(copy, decodeData('COPY', copy.data)),
    });
    await observer.send((await makeCopy({ ...author, contractId, content, timestamp: nowSeconds() })).signed);
    for (const n of [1, 2]) {
      await nthInvoice(n);
      await killAndRestart();
    }
    await nthInvoice(3);
    const contents = await Promise.all(invoices().map(contentOf));
    expect(contents.map(({ period }) => Number(period))).to.deep.equal(periods);
    contents.forEach((one, index) =>
      expect(one.rounding.carriedIn).to.equal(contents[index - 1]?.rounding.carriedOut ?? '0'),
    );
    // 10, 11 and 12 hours over: 1.5, 1.65 and 1.8 % of the norm that they are of.
    contents.forEach(({ declared }, index) => {
      const norm = declared[0]?.amount ?? '0';
      const [back, ...more] = declared.filter(({ label }) => label === '4');
      const less = (BigInt(norm) * BigInt(150 + 15 * index) + 5_000n) / 10_000n;
      expect([back?.amount, back?.derivation?.point, more.length]).to.deep.equal([
        ...[`-${less}`, 'appendix 1, items 1, 4, 8, 9, 11, 14', 0],
      ]);
    });
    for (const one of contents)
      checkLinesByTerms({
        content: one,
        terms: content.terms,
        rates: [
          {
            provider: house.provider.address,
            resource: 1,
            zone: 0,
            validFrom: 0n,
            mantissa: RATES.single,
            exponent: -12,
          },
        ],
        rules: rulesByName(one.rules),
        timeZone: ZONE,
      });
  });

  it('gives each payment one receipt and settles each bill once', async () => {
    const paid: Hex[] = [];
    for (const invoice of invoices()) {
      const total = BigInt((await contentOf(invoice)).total);
      for (const amount of [AMOUNT_PER_MINOR, total - AMOUNT_PER_MINOR]) {
        paid.push(await pay(invoice, amount));
        if (paid.length === 1 || paid.length === 4) await killAndRestart();
      }
    }
    for (const paymentId of paid)
      await house.observer.recorded(
        'the receipt',
        (block) => is('RECEIPT')(block) && decodeData('RECEIPT', block.data).paymentId === paymentId,
      );
    expect(receipts().map(({ paymentId }) => paymentId)).to.have.members(paid);
    expect(receipts().filter(({ settles }) => settles)).to.have.length(3);
    for (const invoice of invoices()) {
      expect((await house.observer.client.read.invoice('billingLedger', invoice.block.subject))?.state).to.equal(2);
    }
  });

  it('says nothing twice after it lost its whole database', async () => {
    const before = house.observer.blocks.filter(({ block }) => block.from === house.provider.address).length;
    await child.kill('SIGTERM');
    const { database } = billerFiles(house.providerSettings.dataDir);
    for (const file of [database, `${database}-wal`, `${database}-shm`]) if (existsSync(file)) rmSync(file);
    child = await startChildBiller(house.providerSettingsFile);
    await healthy(({ passes, pending, settled }) => passes >= 2 && pending === 0 && settled === 3);
    expect(house.observer.blocks.filter(({ block }) => block.from === house.provider.address)).to.have.length(before);
  });

  it('logs neither a reading nor an amount', async () => {
    const amounts = (await Promise.all(invoices().map(contentOf))).flatMap(({ total, declared }) => [
      total,
      ...declared.map(({ amount }) => amount),
    ]);
    logs.push(child.output());
    expect(logs.join('')).to.include('"msg":"sent"');
    for (const amount of amounts.filter((one) => one.length > 4)) expect(logs.join('')).to.not.include(amount);
  });
});
