import { expect } from 'chai';
import { previewBills } from '../../biller/commands/preview-bills.ts';
import { issueBills } from '../../biller/decide/issue-bills.ts';
import {
  boundMeters,
  contractSubjectHash,
  encodeContractContent,
  type ContractTerms,
} from '../../core/domain/billing/contract-terms.ts';
import { bills } from '../../scripts/commands/clerk/lists/bills.ts';
import { openSealed } from '../../core/domain/sealed/sealed-content.ts';
import { runAnyCase } from '../../core/domain/billing/engine/run-any-case.ts';
import { periodStart } from '../../core/domain/billing/period.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { OFFER_LIFE } from '../../core/domain/limits.ts';
import { bytes32, normTerms, NOVEMBER } from '../core/domain/billing/bill-sample.ts';
import { newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext, type TestContext } from './support/desk.ts';

describe('issuing bills', () => {
  const resident = newAccount();
  const stranger = newAccount();

  /** A provider's contract by norm from October on, with nobody's copy yet. */
  async function offered(over: Partial<ContractTerms> = {}): Promise<{
    test: TestContext;
    contractId: Hex;
    sign(by: Account, subjectHash?: Hex): void;
    cancel(by: Account, effectiveDate: bigint): void;
    bills(until?: bigint): Promise<unknown[]>;
  }> {
    const test = testContext({ role: 'provider' });
    test.admit(test.me, ROLE.provider);
    test.admit(resident, ROLE.subscriber);
    test.record(test.me, test.me.address, 'RATE', {
      resource: 2,
      zone: 0,
      mantissa: 5317n,
      exponent: -5,
      validFrom: 0n,
    });
    const terms = normTerms({ provider: test.me.address, subscriber: resident.address, ...over });
    const content = { salt: bytes32(1), terms };
    const seal = (by: Account, kind: 'OFFER' | 'COPY', subject?: Hex): Promise<Hex> =>
      test.seal(by, kind, encodeContractContent(content), [test.me, resident], subject);
    const envelope = await seal(test.me, 'OFFER');
    const offer = { resource: 2, meterId: ZERO_32, validUntil: nowSeconds() + OFFER_LIFE, envelope };
    const contractId = test.record(test.me, resident.address, 'OFFER', offer);
    const copies = new Map<Account, Hex>();
    for (const by of [test.me, resident]) copies.set(by, await seal(by, 'COPY', contractId));
    return {
      test,
      contractId,
      sign(by, subjectHash = contractSubjectHash(content)) {
        const other = by === test.me ? resident : test.me;
        const copy = {
          contractId,
          subjectHash,
          meterIds: boundMeters(terms),
          envelope: copies.get(by) ?? '0x',
        } as const;
        test.record(by, other.address, 'COPY', copy, contractId);
      },
      cancel(by, effectiveDate) {
        const other = by === test.me ? resident : test.me;
        test.record(by, other.address, 'CANCEL', { contractId, effectiveDate, envelope }, contractId);
      },
      bills: async (until = NOVEMBER) => [...(await said(await issueBills(test.context, until))).values()],
    };
  }

  it('refuses to bill a contract that one party alone signed, be it the biller or the subscriber', async () => {
    const own = await offered();
    own.sign(own.test.me);
    const theirs = await offered();
    theirs.sign(resident);
    for (const { test, bills } of [own, theirs]) {
      expect(await bills()).to.deep.equal([]);
      expect(test.faults).to.deep.equal([]);
    }
  });

  it('refuses to bill a contract of which the parties signed different terms', async () => {
    const { test, sign, bills } = await offered();
    sign(test.me);
    sign(resident, bytes32(9));
    expect(await bills()).to.deep.equal([]);
    expect(test.faults).to.deep.equal([]);
  });

  it('refuses to bill by terms that name another subscriber, or another provider, than the ledger', async () => {
    for (const over of [{ subscriber: stranger.address }, { provider: stranger.address }]) {
      const { test, sign, bills } = await offered(over);
      sign(test.me);
      sign(resident);
      expect(await bills()).to.deep.equal([undefined]);
      expect(test.faults).to.deep.equal(['TERMS_DIFFER']);
    }
  });

  it('bills nothing after a cancellation: the later date of both, its own where it cancelled alone, never that of the customer alone', async () => {
    const before = periodStart(202610, 'Europe/Moscow');
    const cases: { own?: bigint; theirs?: bigint; bills: number }[] = [
      { own: before, bills: 0 },
      { own: before, theirs: before - 1n, bills: 0 },
      { own: before - 1n, theirs: before + 86_400n, bills: 1 },
      { own: before + 86_400n, theirs: before - 1n, bills: 1 },
      { theirs: before, bills: 1 },
    ];
    for (const { own, theirs, bills: expected } of cases) {
      const { test, sign, cancel, bills } = await offered();
      sign(test.me);
      sign(resident);
      if (own !== undefined) cancel(test.me, own);
      if (theirs !== undefined) cancel(resident, theirs);
      expect(await bills()).to.have.length(expected);
      expect(test.faults).to.deep.equal([]);
    }
  });

  it('bills a contract that both signed, when its month is over and not before', async () => {
    const { test, sign, bills } = await offered();
    sign(test.me);
    sign(resident);
    expect(await bills(NOVEMBER - 1n)).to.deep.equal([]);
    const [bill] = (await said(await issueBills(test.context, NOVEMBER))).values();
    expect(decodeData('INVOICE', bill?.data ?? '0x')).to.include({ period: 202610, series: 0 });
    expect(test.faults).to.deep.equal([]);
  });

  it('waits with a fault while what was entered does not fit, and bills what fits with how it came about', async () => {
    const { test, sign, contractId } = await offered({ installation: 'impossible' });
    sign(test.me);
    sign(resident);
    const about = { date: '2026-10-20', author: 'clerk', evidence: 'act 3' };
    const away = { left: '2026-10-04', returned: '2026-10-19' };
    const enter = (content: object): void => void test.facts.add({ ...about, content }, nowSeconds());
    enter({ kind: 'absence', contract: contractId, ...away, absent: 3 });
    expect([...(await said(await issueBills(test.context, NOVEMBER))).values()]).to.deep.equal([undefined]);
    expect(test.faults).to.deep.equal(['CASE_INVALID']);
    enter({ kind: 'withdrawal', number: 1 });
    enter({ kind: 'absence', contract: contractId, ...away, absent: 1 });
    const [bill] = (await said(await issueBills(test.context, NOVEMBER))).values();
    const data = decodeData('INVOICE', bill?.data ?? '0x');
    test.record(test.me, resident.address, 'INVOICE', data, bill?.subject);
    const [invoice] = test.context.state.invoices.values();
    if (invoice === undefined) throw new Error('no invoice');
    const { network } = test.context;
    const content = await openSealed({ network, account: resident, kind: 'INVOICE', carried: invoice.carried });
    expect(content.declared.map(({ label, amount }) => [label, amount])).to.deep.equal([
      ['2', '504583300000000'],
      ['4', '-113938164516129'],
      ['1', '4864516129'],
    ]);
    expect(content.declared[1]).to.deep.include({
      text: 'Absence',
      derivation: { formula: '1 of 2 away for 14 full days', act: 'Decree 354', point: 'items 86-91' },
    });
    expect(content.declared[2]?.derivation).to.equal(undefined);
    const shown = await bills.more?.({ context: test.context, flats: new Map() }, invoice.invoiceId);
    expect(shown?.['lines']).to.deep.equal([
      'Norm: 9.49 m³ × 53.17, 2026-10 = 504.5833; 9.49 × 53.17 (residents × 4.745 × 1) (Decree 354, appendix 2, formula 4)',
      'Absence = -113.938164516129; 1 of 2 away for 14 full days (Decree 354, items 86-91)',
      'Rounding to whole minor units, carried forward = 0.004864516129',
    ]);
  });

  it('shows before what it would issue: the same lines, with what to look at, and says nothing', async () => {
    const { test, sign, contractId } = await offered({ installation: 'impossible' });
    sign(test.me);
    sign(resident);
    const { bills: first, faults } = await previewBills(test.context, NOVEMBER);
    expect(faults).to.deep.equal([]);
    expect(first).to.have.length(1);
    expect(first[0]).to.include({ contractId, period: 202610, total: 5_045_800_000_000_00n, difference: undefined });
    expect(first[0]?.reasons).to.deep.equal(['first']);
    const [bill] = (await said(await issueBills(test.context, NOVEMBER))).values();
    test.record(test.me, resident.address, 'INVOICE', decodeData('INVOICE', bill?.data ?? '0x'), bill?.subject);
    const content = {
      kind: 'correction',
      contract: contractId,
      period: '2026-11',
      amount: '300',
      reason: 'paper bill',
    };
    test.facts.add({ date: '2026-11-02', author: 'clerk', evidence: 'act 4', content }, nowSeconds());
    const [next] = (await previewBills(test.context, periodStart(202612, 'Europe/Moscow'))).bills;
    expect(next).to.deep.include({ period: 202611, reasons: ['more'], difference: 300_010_000_000_000n });
    expect(next?.lines.map(({ label }) => label)).to.deep.equal(['2', '4', '1']);
    const outcome = runAnyCase(JSON.parse(JSON.stringify(next?.case)));
    expect(outcome).to.include({ total: '804.583300000000' });
    const wrong = { kind: 'absence', contract: contractId, left: '2026-11-01', returned: '2026-11-20', absent: 9 };
    test.facts.add({ date: '2026-11-02', author: 'clerk', evidence: 'act 5', content: wrong }, nowSeconds());
    const refused = await previewBills(test.context, periodStart(202612, 'Europe/Moscow'));
    expect(refused).to.deep.equal({ bills: [], faults: [{ about: contractId, code: 'CASE_INVALID' }] });
    expect(test.faults).to.deep.equal([]);
  });
});
