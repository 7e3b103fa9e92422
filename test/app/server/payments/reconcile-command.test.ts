import { expect } from 'chai';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { runCli } from '../../../support/run-cli.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';

type Order = {
  orderId: string;
  state: string;
  redirectUrl: string;
  mismatches: { kind: string; amount: string; currency: string; state: string }[];
};
type Told = { addsUp: boolean; sums: Record<string, string>; differences: { code: string; orderId: string }[] };

describe('domledger reconcile, and domledger portal payments', function () {
  this.timeout(400_000);
  let house: World;
  let resident: SignedIn & { account: Account };
  let invoiceId: Hex;

  before(async () => {
    house = await world({ portal: { bankInterval: 500 }, ledger: { active: ['company', 'provider', 'collector'] } });
    resident = await house.portal.resident('flat-5');
    const contractId = await upkeepContract(house.ledger, resident.account);
    const bill = { subscriber: resident.account, contractId, amount: 900_000_000_000_000n };
    ({ invoiceId } = await upkeepInvoice(house.ledger, bill));
    await waitFor('the bill is listed', async () =>
      JSON.stringify(await resident.get('/api/invoices')).includes(invoiceId),
    );
  });
  after(() => house[Symbol.asyncDispose]());

  const cli = (...args: string[]) =>
    runCli([...args, '--data', house.portal.appSettings.dataDir, '--url', house.portal.operator().url]);
  const order = (orderId: string): Promise<Order> => resident.get<Order>(`/api/payments/${orderId}`);
  const bankName = ({ redirectUrl }: Order): string => redirectUrl.split('/').at(-1) ?? '';

  it('tell what the bank has otherwise, exit with 1, and with 0 once it is given back', async () => {
    const { book } = house.portal.bank;
    const made = await resident.post<Order>('/api/payments', { invoiceId, amount: '10000000000000' });
    const paymentId = bankName(made);
    const second = resident.post('/api/payments', { invoiceId, amount: '20000000000' });
    expect(await second.catch((error: unknown) => String(error))).to.match(/409.*PAYMENT_UNDER_WAY/);
    await resident.session.submit(made.redirectUrl, { choice: 'cancel' });
    await waitFor('it is cancelled', async () => (await order(made.orderId)).state === 'failed');
    book.misbehave.pay(paymentId);
    const seen = await waitFor('the payer sees it', async () => {
      const found = await order(made.orderId);
      return found.state === 'mismatch' && found;
    });
    expect(seen.mismatches).to.deep.equal([
      { kind: 'PAID_AFTER_CANCEL', amount: '1000', currency: 'RUB', state: 'open' },
    ]);

    const wrong = await cli('reconcile', '--json');
    const told = JSON.parse(wrong.stdout) as Told;
    expect([wrong.code, told.addsUp, told.sums['bank'], told.sums['orders']]).to.deep.equal([1, false, '1000', '0']);
    expect(told.differences.map(({ code, orderId }) => [code, orderId])).to.deep.equal([
      ['MISMATCH_OPEN', made.orderId],
    ]);
    const text = await cli('portal', 'payments', 'list');
    expect(text.stdout).to.include(`${paymentId}: 10.00 RUB, paid after it had been cancelled (PAID_AFTER_CANCEL)`);
    const health = await (await fetch(`${house.portal.app.url}/health`)).json();
    expect(health).to.deep.include({ mismatchedPayments: 1 });
    expect(await (await fetch(`${house.portal.app.url}/metrics`)).text()).to.include('mismatched_payments 1');

    expect((await cli('portal', 'payments', 'return', '--payment', paymentId)).code).to.equal(0);
    await waitFor('it is back', async () => (await order(made.orderId)).mismatches[0]?.state === 'returned');
    const right = await cli('reconcile');
    expect([right.code, right.stdout.includes('It adds up.')]).to.deep.equal([0, true]);
  });

  it('refuse days that are none, and days in the wrong order', async () => {
    const none = await cli('reconcile', '--from', '2026-02-30');
    expect([none.code, none.stderr.includes('DATE_INVALID')]).to.deep.equal([2, true]);
    const turned = await cli('reconcile', '--from', '2026-02-03', '--to', '2026-02-01');
    expect([turned.code, turned.stderr.includes('DATES_INVALID')]).to.deep.equal([2, true]);
    const unknown = await cli('portal', 'payments', 'count', '--payment', 'pay_none');
    expect([unknown.code, unknown.stderr.includes('MISMATCH_UNKNOWN')]).to.deep.equal([2, true]);
    expect((await cli('reconcile', '--help')).stdout).to.include('Exit code 1');
  });
});
