import { expect } from 'chai';
import { accountOfContract } from '../../../biller/accounts/account-of-contract.ts';
import { makeVoid } from '../../../biller/commands/bill-commands.ts';
import { penaltyOf } from '../../../biller/engine/penalty-of.ts';
import { encodeBill } from '../../../core/domain/billing/bill.ts';
import { parseAmount } from '../../../core/domain/billing/money.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { flatOf } from '../../../biller/engine/flat-of.ts';
import { commit, INFINITY } from '../../../core/domain/crypto/commitment.ts';
import { LABEL, QUANTITY, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { dayNumber } from '../../../core/domain/premises/day-number.ts';
import { encodeFlatFact } from '../../../core/domain/premises/flat-fact-content.ts';
import type { FlatFact } from '../../../core/domain/premises/premises-book.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { bytes32, normTerms, sampleBill } from '../../core/domain/billing/bill-sample.ts';
import { newAccount } from '../../support/world/actors.ts';
import { testContext, type TestContext } from '../support/desk.ts';
import { enterKeyRate } from '../support/key-rate.ts';
import { deskWithBill } from '../support/paid-bill.ts';

const SPAN = { from: '2026-10-01', to: '2026-11-01' };
const [HOUSE, FLAT, OTHER] = [bytes32(0x11), bytes32(0x12), bytes32(0x13)];

describe('what a biller knows of a bill to be', () => {
  it('is the penalty of its account, as the statement has it, less what bills that stand asked', async () => {
    const { test, draft, resident } = await deskWithBill('4.745');
    const { context, facts } = test;
    const { contractId } = draft.content;
    const by = '2027-03-01';
    expect(await penaltyOf(context, contractId, by)).to.equal(undefined);
    enterKeyRate(facts);
    const statement = await accountOfContract(context, contractId, { asOf: by });
    const before = await penaltyOf(context, contractId, by);
    expect(before).to.deep.include({ by, all: statement?.penalty, asked: '0.00' });
    expect(before?.all).to.match(/^[1-9]/);
    expect(before?.steps.map(({ point }) => point)).to.deep.equal(['article 155 part 14']);
    const amount = parseAmount(before?.all ?? '0');
    const line = { label: LABEL.penalty, text: 'Penalty', amount, derivation: undefined };
    const next = sampleBill({
      terms: normTerms({ provider: test.me.address, subscriber: resident.address }),
      registers: [],
      period: 202_611,
      lines: [line],
    });
    const envelope = await test.seal(test.me, 'INVOICE', encodeBill(next.content), [test.me], next.invoiceId);
    test.record(test.me, resident.address, 'INVOICE', { ...next.invoiceData, envelope }, next.invoiceId);
    const after = await penaltyOf(context, contractId, by);
    expect(after).to.deep.include({ all: before?.all, asked: before?.all });
    const said = decodeData('VOID', makeVoid(context, { invoiceId: next.invoiceId, reason: 1 }).data);
    test.record(test.me, resident.address, 'VOID', said, next.invoiceId);
    expect(await penaltyOf(context, contractId, by)).to.deep.include({ all: before?.all, asked: '0.00' });
  });

  it('is no penalty where nothing was billed, or where nobody knows what is owed', async () => {
    const { test, draft } = await deskWithBill('4.745');
    enterKeyRate(test.facts);
    expect(await penaltyOf(test.context, bytes32(0xee), '2027-03-01')).to.equal(undefined);
    test.context.state.book.accounts.set(draft.content.contractId, commit(1n, 0n));
    expect(await penaltyOf(test.context, draft.content.contractId, '2027-03-01')).to.equal(undefined);
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
