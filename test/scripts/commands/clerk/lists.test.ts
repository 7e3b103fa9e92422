import { expect } from 'chai';
import type { RunningBiller } from '../../../../biller/main.ts';
import { requestReading } from '../../../../biller/commands/commands.ts';
import { openDesk } from '../../../../biller/commands/act-by-hand.ts';
import { flatsOf } from '../../../../biller/flats.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { bills } from '../../../../scripts/commands/clerk/lists/bills.ts';
import { contracts } from '../../../../scripts/commands/clerk/lists/contracts.ts';
import { faults } from '../../../../scripts/commands/clerk/lists/faults.ts';
import type { List, ListRow } from '../../../../scripts/commands/clerk/lists/list-row.ts';
import { meters } from '../../../../scripts/commands/clerk/lists/meters.ts';
import { payments, paymentRows } from '../../../../scripts/commands/clerk/lists/payments.ts';
import { sumsOf } from '../../../../scripts/commands/clerk/reconcile.ts';
import { requests } from '../../../../scripts/commands/clerk/lists/requests.ts';
import { keys, residents } from '../../../../scripts/commands/clerk/lists/residents.ts';
import { findRow } from '../../../../scripts/commands/clerk/show-lists.ts';
import { deskWithBill, payBill } from '../../../biller/support/paid-bill.ts';
import { is } from '../../../biller/support/actors.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { enrolPrograms, METER, type Billers } from '../../../support/world/billers-part.ts';

describe('what a clerk can look up before it says anything', () => {
  let whole: World;
  let house: Billers;
  let resident: Account;
  const running: RunningBiller[] = [];

  before(async () => {
    whole = await world({ billers: true });
    house = whole.billers;
    for (const settings of [house.companySettings, house.providerSettings]) running.push(await house.start(settings));
    await enrolPrograms(house);
    resident = await house.moveIn('flat-01', 'A1');
    await house.observer.recorded('the meter', is('METER_REGISTER', house.company.address));
  });
  after(async () => {
    for (const one of running) await one[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
  });

  async function rowsOf(list: List, settings = house.companySettings): Promise<ListRow[]> {
    const { context } = await openDesk(settings, AbortSignal.timeout(60_000));
    return list.rows({ context, flats: await flatsOf(context) });
  }

  it('names none and several as such, and one by number, flat or the beginning of its id', async () => {
    const row = (number: number, id: string, flat: string): ListRow => ({ number, id, flat, open: true, line: '' });
    const rows = [row(1, '0xabcd01', '12'), row(2, '0xabcd02', '12'), row(3, '0xee0000', '3')];
    for (const which of ['4', '0xffff', '0xab', '']) {
      expect(await refusal(async () => findRow(rows, 'meters', which)), which).to.equal('ROW_UNKNOWN');
    }
    for (const which of ['12', '0xABCD'])
      expect(await refusal(async () => findRow(rows, 'meters', which)), which).to.equal('ROW_AMBIGUOUS');
    // A number is a number, also where a flat is called so.
    expect(['2', '3', '0xabcd02', '0xee00'].map((which) => findRow(rows, 'meters', which).number)).to.deep.equal([
      2, 3, 2, 3,
    ]);
  });

  it('lists residents, meters, requests and contracts with flats, and shows one with what the next command takes', async () => {
    const { companySettings, providerSettings } = house;
    const [who] = await rowsOf(residents);
    expect(who).to.include({ id: resident.address, flat: 'flat-01', state: 'active', open: false });
    const [meter] = await rowsOf(meters);
    expect(meter).to.include({ id: METER, flat: 'flat-01', resource: 'electricity', byHand: false, open: false });
    const dueDate = nowSeconds() + 86_400n;
    await requestReading({
      ...{ settings: companySettings, signal: AbortSignal.timeout(60_000) },
      ...{ meterId: METER, manual: false, dueDate },
    });
    const [request] = await rowsOf(requests);
    const due = localDate(dueDate, 'Europe/Moscow');
    expect(request).to.include({ meter: METER, flat: 'flat-01', due, state: 'open', open: true });

    const offer = [
      ...['clerk', 'offer', '--settings', house.providerSettingsFile, '--json', '--resource', 'electricity'],
      ...['--subscriber', resident.address, '--from', '2026-01-01', '--area', '54.3', '--residents', '2'],
    ];
    expect((await runCli(offer)).code).to.equal(0);
    const [contract] = await rowsOf(contracts, providerSettings);
    expect(contract).to.include({ account: resident.address, open: true, offeredHere: true, flat: '' });
    expect(contract?.['state']).to.match(/^waits for .*the resident to sign$/);

    const by = ['--settings', house.companySettingsFile, '--json'];
    const [listed, shown, none] = await Promise.all([
      runCli(['clerk', 'meters', 'list', ...by]),
      runCli(['clerk', 'meters', 'show', 'flat-01', ...by]),
      runCli(['clerk', 'meters', 'show', 'flat-09', ...by]),
    ]);
    expect([listed.code, JSON.parse(listed.stdout)]).to.deep.equal([0, { meters: [JSON.parse(shown.stdout)] }]);
    expect([none.code, none.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code !== 0 && /ROW_UNKNOWN/.test(text),
    );
  });

  it('lists what cannot be done, with why, as the daemon tells it', async () => {
    expect(await rowsOf(keys)).to.deep.equal([]);
    const thief = newAccount();
    await house.applyFor(thief, 'flat-01', 'A1');
    await house.observer.recorded('the attestation', is('ATTEST', house.portal.address, thief.address));
    const found = await rowsOf(faults);
    expect(found.find(({ code }) => code === 'PREMISE_TAKEN')).to.include({
      id: thief.address,
      kind: 'cannot be done',
    });
  });

  it('previews what the biller would bill: nothing here, with how much in all', async () => {
    const preview = ['biller', 'preview', '--settings', house.providerSettingsFile];
    expect((await runCli(preview)).stdout).to.equal('0 bills of 0.00 in all, 0 to look at, 0 that cannot be made.\n');
    expect(JSON.parse((await runCli([...preview, '--json'])).stdout)).to.deep.equal({ bills: [], faults: [] });
  });

  it('lists bills with what is open of them, and payments that nobody answered', async () => {
    const paid = await deskWithBill('1.5');
    const looking = { context: paid.test.context, flats: new Map() };
    expect((await bills.rows(looking))[0]).to.include({ state: 'issued', open: true, payments: 0 });
    const [bill] = await bills.rows(looking);
    expect(bill?.['outstanding']).to.equal(bill?.['total']);
    await payBill(paid, 5n * 10n ** 12n);
    expect(await payments.rows(looking)).to.have.length(1);
    expect((await payments.rows(looking))[0]).to.include({ state: 'recorded', open: true });
  });

  it('adds payments up, and names one that cannot be read, one that nobody answered, and what was paid too much', async () => {
    const paid = await deskWithBill('1.5');
    const looking = { context: paid.test.context, flats: new Map() };
    const unit = 10n ** 12n;
    await payBill(paid, 5n * unit);
    await payBill(paid, 3n * unit, 4n * unit);
    await payBill(paid, 9_000n * unit);
    const rows = await paymentRows(looking);
    // Signed long ago by this desk's clock, so that the three working days are over.
    const late = { ...looking, context: { ...paid.test.context, now: () => paid.test.context.now() + 30n * 86_400n } };
    expect(rows.map(({ wrong }) => wrong)).to.deep.equal([undefined, 'PAYMENT_UNREADABLE', 'PAID_TOO_MUCH']);
    expect((await paymentRows(late)).map(({ wrong }) => wrong)).to.deep.equal([
      'NOT_ANSWERED',
      'PAYMENT_UNREADABLE',
      'NOT_ANSWERED',
    ]);
    expect(sumsOf(rows)).to.deep.equal({
      ledger: '9005.00',
      receipts: '0.00',
      waiting: '9005.00',
      refused: '0.00',
      reversed: '0.00',
    });
    const states = (['taken', 'deemed', 'refused', 'reversed'] as const).map((state, index) => ({
      ...(rows[0] as (typeof rows)[number]),
      ...{ state, value: BigInt(index + 1) * unit, wrong: index === 1 ? ('RECEIPT_MISSING' as const) : undefined },
    }));
    expect(sumsOf(states)).to.deep.equal({
      ledger: '10.00',
      receipts: '1.00',
      waiting: '2.00',
      refused: '3.00',
      reversed: '4.00',
    });
  });

  it('reconciles by dates, on the command line', async () => {
    const run = (...more: string[]): Promise<CliResult> =>
      runCli(['clerk', 'reconcile', '--settings', house.providerSettingsFile, ...more]);
    const [all, reversed, broken] = await Promise.all([
      run('--json'),
      run('--from', '2026-10-02', '--to', '2026-10-01'),
      run('--from', '2026-13-01'),
    ]);
    const none = { ledger: '0.00', receipts: '0.00', waiting: '0.00', refused: '0.00', reversed: '0.00' };
    expect([all.code, JSON.parse(all.stdout)]).to.deep.equal([
      0,
      { from: null, to: null, ...none, wrong: [], addsUp: true },
    ]);
    expect([reversed.code, reversed.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && /DATES_INVALID/.test(text),
    );
    expect(broken.stderr).to.match(/DATE_INVALID/);
  });

  it('shows the device of a meter, whose key the company alone ends, once, for good', async () => {
    const deviceOf = async (): Promise<unknown[]> => {
      const [meter] = await rowsOf(meters);
      return [meter?.['device'], meter?.['deviceRevoked']];
    };
    const [device, revoked] = await deviceOf();
    expect(revoked).to.equal(false);
    const revoke = (settings: string, id: string) =>
      runCli(['clerk', 'revoke-device', '--settings', settings, '--device', id]);
    const { companySettingsFile, providerSettingsFile } = house;
    const [provider, unknown] = await Promise.all([
      revoke(providerSettingsFile, String(device)),
      revoke(companySettingsFile, `0x${'ab'.repeat(32)}`),
    ]);
    expect([provider.code, unknown.code]).to.deep.equal([2, 2]);
    expect(provider.stderr).to.contain('NOT_THE_COMPANY');
    expect(unknown.stderr).to.contain('DEVICE_UNKNOWN');
    expect(await deviceOf()).to.deep.equal([device, false]);
    const done = await revoke(companySettingsFile, String(device));
    expect([done.code, done.stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && /^Key ended; nothing .* is on the ledger\.\n$/.test(text),
    );
    expect(await deviceOf()).to.deep.equal([device, true]);
    expect((await rowsOf(meters))[0]?.line).to.contain("its device's key was ended");
    expect((await revoke(companySettingsFile, String(device))).stderr).to.contain('DEVICE_REVOKED');
  });
});
