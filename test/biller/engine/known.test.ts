import { expect } from 'chai';
import { accountOf } from '../../../biller/engine/account-of.ts';
import { flatOf } from '../../../biller/engine/flat-of.ts';
import { commit, INFINITY } from '../../../core/domain/crypto/commitment.ts';
import { QUANTITY, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { dayNumber } from '../../../core/domain/premises/day-number.ts';
import { encodeFlatFact } from '../../../core/domain/premises/flat-fact-content.ts';
import type { FlatFact } from '../../../core/domain/premises/premises-book.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { bytes32, CONTRACT } from '../../core/domain/billing/bill-sample.ts';
import { newAccount } from '../../support/world/actors.ts';
import { testContext, type TestContext } from '../support/desk.ts';
import { deskWithBill, payBill } from '../support/paid-bill.ts';

const SPAN = { from: '2026-10-01', to: '2026-11-01' };
const [HOUSE, FLAT, OTHER] = [bytes32(0x11), bytes32(0x12), bytes32(0x13)];

describe('what a biller knows of a bill to be', () => {
  it('is of money: each bill with its own lines, and what was paid on which day, but nothing that cannot be read', async () => {
    const paid = await deskWithBill('1.5');
    await payBill(paid, 5n * 10n ** 12n);
    await payBill(paid, 7n * 10n ** 12n, 8n * 10n ** 12n);
    const known = await accountOf(paid.test.context, CONTRACT);
    expect(known).to.deep.equal({
      bills: [{ id: '202610-0', due: '2026-11-15', lines: ['159.51', '319.02', '0.00'] }],
      payments: [{ date: '1970-01-01', amount: '5.00', bill: '202610-0' }],
      penalties: '0',
    });
    expect(await accountOf(paid.test.context, bytes32(0xee))).to.deep.equal({
      bills: [],
      payments: [],
      penalties: '0',
    });
  });

  describe('of a flat', () => {
    const [portal, resident] = [newAccount(), newAccount()];

    async function desk(...flats: (typeof FLAT)[]): Promise<TestContext> {
      const test = testContext({ role: 'provider', portal: portal.address });
      test.admit(test.me, ROLE.provider);
      const { premises } = test.context.state;
      premises.houses.set(HOUSE, [{ from: 0, flats, groups: [] }]);
      for (const flat of flats) premises.accounts.set(`${HOUSE}:${flat}`, [{ from: 0, account: resident.address }]);
      return Promise.resolve(test);
    }

    async function say(
      test: TestContext,
      quantity: 'area' | 'residents',
      from: string,
      value: bigint,
      reader: Account,
    ): Promise<void> {
      const { network, state } = test.context;
      const opening = { value, blinding: 7n };
      const envelope = await test.seal(portal, 'FLAT_FACT', encodeFlatFact(opening), [reader], FLAT);
      const place = { ledger: network.contracts.premises, block: { from: portal.address, subject: FLAT } };
      const commitment = commit(opening.value, opening.blinding);
      const fact: FlatFact = {
        from: dayNumber(from),
        commitment,
        by: portal.address,
        carried: carriedBy(place, { envelope }),
      };
      const key = `${HOUSE}:${FLAT}:${QUANTITY[quantity]}`;
      state.premises.facts.set(key, [...(state.premises.facts.get(key) ?? []), fact]);
    }

    it('is what held on the first day and what changed since, not what comes later', async () => {
      const test = await desk(FLAT);
      for (const [from, value] of [
        ['2026-01-01', 2n],
        ['2026-09-01', 3n],
        ['2026-10-12', 4n],
        ['2026-11-01', 5n],
      ] as const)
        await say(test, 'residents', from, value, test.me);
      await say(test, 'area', '2026-01-01', 5_430n, test.me);
      expect(await flatOf(test.context, resident.address, SPAN)).to.deep.equal({
        area: [{ from: '2026-01-01', value: '54.30' }],
        residents: [
          { from: '2026-09-01', value: '3' },
          { from: '2026-10-12', value: '4' },
        ],
      });
    });

    it('is nothing of what is sealed for others or ended, of several flats, or of nobody', async () => {
      const nothing = { area: [], residents: [] };
      const test = await desk(FLAT);
      await say(test, 'residents', '2026-01-01', 2n, resident);
      expect(await flatOf(test.context, resident.address, SPAN)).to.deep.equal(nothing);
      await say(test, 'area', '2026-01-01', 5_430n, test.me);
      const key = `${HOUSE}:${FLAT}:${QUANTITY.area}`;
      const [area] = test.context.state.premises.facts.get(key) ?? [];
      if (area === undefined) throw new Error('no area');
      test.context.state.premises.facts.set(key, [{ ...area, commitment: INFINITY }]);
      expect(await flatOf(test.context, resident.address, SPAN)).to.deep.equal(nothing);
      expect(await flatOf(test.context, newAccount().address, SPAN)).to.deep.equal(nothing);
      const several = await desk(FLAT, OTHER);
      await say(several, 'area', '2026-01-01', 5_430n, several.me);
      expect(await flatOf(several.context, resident.address, SPAN)).to.deep.equal(nothing);
    });
  });
});
