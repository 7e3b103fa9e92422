import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accountOfContract, type StatementOfContract } from '../../../../biller/accounts/account-of-contract.ts';
import { makeVoid } from '../../../../biller/commands/bill-commands.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { statementLines } from '../../../../scripts/commands/clerk/account-lines.ts';
import {
  clerkAccounts,
  clerkShowAccount,
  findAccount,
  type AccountRow,
} from '../../../../scripts/commands/clerk/accounts.ts';
import { enterKeyRate } from '../../../biller/support/key-rate.ts';
import { deskWithBill } from '../../../biller/support/paid-bill.ts';
import { pay, take } from '../../../biller/accounts/support/pay-and-take.ts';
import { printed } from '../../../biller/documents/support/picture.ts';
import { PAYER } from '../../../documents/support/sample-document.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';
import { billedFlat, type BilledFlat } from '../support/billed-flat.ts';

describe('domledger clerk account', function () {
  this.timeout(300_000);
  let flat: BilledFlat;
  before(async () => {
    flat = await billedFlat();
  });
  after(() => flat[Symbol.asyncDispose]());

  const account = (...args: string[]): Promise<CliResult> =>
    runCli(['clerk', 'account', ...args, '--settings', flat.settings]);

  it('exits with 2 for an account that there is not, a day that there is not, and one before anything was billed', async () => {
    const unknown = await account('show', 'flat-09');
    expect([unknown.code, unknown.stdout]).to.deep.equal([2, '']);
    expect(unknown.stderr).to.include('ROW_UNKNOWN');
    const by = { settings: flat.settings, wait: '60' };
    const unissued = { ...by, settings: flat.plain, pdf: join(flat.whole.billers.folder, 'none.pdf') };
    expect(await refusal(() => clerkShowAccount('flat-01', unissued))).to.equal('DOCUMENTS_FILE_MISSING');
    expect(await refusal(() => clerkAccounts({ ...by, at: '2026-02-30' }))).to.equal('DATE_INVALID');
    expect(await refusal(() => clerkAccounts({ ...by, block: 'first' }))).to.equal('COUNT_INVALID');
    expect(await refusal(() => clerkShowAccount('flat-01', { ...by, block: '1' }))).to.equal('ACCOUNT_EMPTY');
  });

  it('lists what is owed, and shows it by flat or by the name of who pays', async () => {
    const at = ['--at', '2031-01-01'];
    const pdf = join(flat.whole.billers.folder, 'statement.pdf');
    const [listed, byFlat, byName] = await Promise.all([
      account('list', ...at, '--json'),
      account('show', 'flat-01', ...at, '--json', '--pdf', pdf),
      account('show', PAYER.name ?? ''),
    ]);
    expect([listed, byFlat, byName].map(({ code, stderr }) => [code, stderr])).to.deep.equal(Array(3).fill([0, '']));
    const shown = JSON.parse(byFlat.stdout) as StatementOfContract;
    const { accounts } = JSON.parse(listed.stdout) as { accounts: AccountRow[] };
    const { contractId } = flat;
    // 54.30 m² at 35.149, of which the kopecks are asked for.
    const figures = { asOf: '2031-01-01', owed: '1908.59', overdue: '1908.59', advance: '0.00', penalty: null };
    expect(shown).to.deep.include({ ...figures, contract: contractId, currency: 'RUB', issuer: flat.company.address });
    expect(accounts).to.have.length(1);
    expect(accounts[0]).to.deep.include({ ...figures, id: contractId, number: 1, flat: 'flat-01', open: true });
    expect(shown.bills.map(({ asked, open }) => [asked, open])).to.deep.equal([['1908.59', '1908.59']]);
    const [page] = (await printed(readFileSync(pdf), 1)).pages;
    expect(page?.text.replace(/\s/g, ' ')).to.include('1 908,59').and.include(PAYER.name).and.include(contractId);
    expect(byFlat.stdout).to.not.include('flat-01').and.not.include(PAYER.name);
    expect(byName.stdout)
      .to.match(/^upkeep with flat flat-01\ncontract 0x/)
      .and.include('owed 1908.59, nothing overdue, advance 0.00');
  });

  it('is counted by the daemon without a name or an amount', async () => {
    const [health, metrics] = await Promise.all(
      ['health', 'metrics'].map(async (path) => (await fetch(`${flat.company.url}/${path}`)).text()),
    );
    expect(JSON.parse(health ?? '')).to.deep.include({
      ...{ overdueAccounts: 0, longOverdueAccounts: 0, oldestDebtDays: 0, unknownAccounts: 0 },
    });
    expect(metrics)
      .to.match(/^domledger_biller_accounts_overdue 0$/m)
      .and.match(/^domledger_biller_accounts_unknown 0$/m);
    for (const secret of ['flat-01', '1908', flat.contractId])
      expect((health ?? '') + (metrics ?? '')).to.not.include(secret);
  });
});

describe("what a clerk's account says", () => {
  const row = (number: number, account: string): AccountRow => ({
    ...{ number, id: `0xab${number}${'0'.repeat(61)}`, account, flat: '', open: true, line: '' },
  });

  it('is found by the name or account number of its payer, and by number where several are theirs', async () => {
    const rows = [row(1, '0xaa'), row(2, '0xaa'), row(3, '0xbb')];
    const payers = new Map([
      ['0xaa', { name: 'Anna', account: '100' }],
      ['0xbb', { name: 'Boris', account: '200' }],
    ]);
    expect(findAccount(rows, payers, 'Boris').number).to.equal(3);
    expect(findAccount(rows, payers, '200').number).to.equal(3);
    expect(findAccount(rows, payers, '2').number).to.equal(2);
    expect(await refusal(async () => findAccount(rows, payers, 'Anna'))).to.equal('ROW_AMBIGUOUS');
    expect(await refusal(async () => findAccount(rows, payers, 'Vera'))).to.equal('ROW_UNKNOWN');
  });

  it('tells bills, payments and how they were allocated, and the penalty with its derivation', async () => {
    const bill = await deskWithBill('4.745');
    const { test, draft, resident } = bill;
    const { invoiceId, total } = draft;
    take(bill, invoiceId, await pay(bill, invoiceId, total / 2n - ((total / 2n) % 10_000_000_000n)));
    enterKeyRate(test.facts);
    const { context } = test;
    const asked = { asOf: '2031-01-01' };
    const before = await accountOfContract(context, draft.content.contractId, asked);
    const text = (before === undefined ? [] : statementLines(before)).join('\n');
    expect(text).to.match(/owed [\d.]+, overdue [\d.]+ since 2026-11-16, advance 0\.00/);
    expect(text).to.match(/for 202610-0, taken: [\d.]+ on 202610-0 \([\d.]+/);
    expect(text).to.match(
      /penalty on 202610-0: [\d.]+ × 16 % × \(60\/300 \+ \d+\/130\) on 2031-01-01 = [\d.]+ \(Housing Code/,
    );
    const said = decodeData('VOID', makeVoid(test.context, { invoiceId, reason: 1 }).data);
    test.record(test.me, resident.address, 'VOID', said, invoiceId);
    const rateless = { ...context, facts: { standing: () => [] } };
    const after = await accountOfContract(rateless, draft.content.contractId, asked);
    const told = (after === undefined ? [] : statementLines(after)).join('\n');
    expect(told)
      .to.match(/, void, .*open 0\.00/)
      .and.match(/taken: [\d.]+ advance/)
      .and.include('no penalty is counted');
  });
});
