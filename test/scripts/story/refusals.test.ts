import { join } from 'node:path';
import { expect } from 'chai';
import { readOpenActs, sayAnswer } from '../../../app/server/operator/ask-operator.ts';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { checkBill } from '../../../core/domain/resident/check/check-bill.ts';
import { MONTH } from '../../../scripts/story/house-month.ts';
import { advanceFaults, partsFaults, penaltyFaults } from '../../../scripts/story/check-accounts.ts';
import { checkEngine } from '../../../scripts/story/check-engine.ts';
import { checkReadModel } from '../../../scripts/story/check-read-model.ts';
import { openLedgerView } from '../../../scripts/story/ledger-view.ts';
import { planHouse } from '../../../scripts/world/house-plan.ts';
import type { BillResult, FlatResult } from '../../../scripts/story/steps/bill-house.ts';
import { acceptBill } from '../../../scripts/story/steps/accept-bill.ts';
import { residentOf } from '../../../scripts/story/steps/resident-of.ts';
import { untilLedgers, type Stage } from '../../../scripts/story/steps/stage.ts';
import { actors, billWorld, network } from '../../core/domain/resident/bill-fixture.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { fakePeer } from '../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusal } from '../../support/refusal.ts';

describe('the story of a month', () => {
  it('refuses to speak for a flat that nobody has enrolled', async () => {
    expect(await refusal(() => residentOf(new Map(), 'flat-04'))).to.equal('RESIDENT_UNKNOWN');
  });

  it('pays no bill that was altered or that does not open, and the honest one', async () => {
    const { evidence, draft } = await billWorld();
    const record = { invoiceId: ZERO_32 };
    const policy = { witnesses: [], required: 0 };
    const told = (account = actors.subscriber, change: object = {}): ReturnType<typeof checkBill> =>
      checkBill({ network, account, policy, now: 0n, evidence: { ...evidence, ...change } });
    const honest = await told();
    expect(acceptBill('flat-01', { record, report: honest }).total).to.equal(draft.total);
    const altered = await told(actors.subscriber, { payments: [] });
    const closed = await told(actors.portal);
    // Opened as well as the honest one, but with a receipt of no payment.
    expect(altered.opened?.total).to.equal(draft.total);
    for (const report of [altered, closed])
      expect(await refusal(() => acceptBill('flat-01', { record, report }))).to.equal('BILL_REFUSED');
  });

  it('finds what a bill without meters lacks, has too much of or asks otherwise than the engine prices it', () => {
    const premise = planHouse().premises.find((one) => one.premise === MONTH.privilege.flat);
    if (premise === undefined) throw new Error('no flat');
    const stage = {
      period: 202_610,
      world: { plan: { house: { premises: [premise] } } },
      client: { network: { currency: 'RUB' } },
    } as unknown as Stage;
    const bill = (billed: string, ...declared: BillResult['declared']): FlatResult[] => {
      const [invoiceId, paid, receipted] = [ZERO_32, '0', '0'];
      const one = { invoiceId, resource: 'upkeep', billed, paid, receipted, settled: true, declared, checks: {} };
      return [{ premise: premise.premise, billed, paid, receipted, bills: [one] }];
    };
    // 44.20 m² × 32.15, half of it back, and all of what the house took beyond its premises: 10.775 m³ × 50.93.
    const right = [
      { label: '7', amount: '1421030000000000' },
      { label: '5', amount: '-710515000000000' },
      { label: '3', amount: '548770750000000' },
      { label: '1', amount: '4250000000' },
    ];
    expect(checkEngine(stage, bill('1259290000000000', ...right))).to.deep.equal([]);
    expect(checkEngine(stage, [])).to.have.length(2);
    expect(checkEngine(stage, bill('1259280000000000', ...right))).to.have.length(1);
    expect(checkEngine(stage, bill('1259290000000000', ...right.slice(1)))).to.have.length(1);
    expect(checkEngine(stage, bill('1259290000000000', ...right, { label: '8', amount: '1' }))).to.have.length(1);
  });

  it('finds a debt without its penalty, parts that are not shared over the lines, and an advance that is not held', () => {
    // 1000.00 × 8 % × (60/300 + 32/130).
    const debt = { owed: '1000.00', overdue: '1000.00', penalty: '35.69' };
    expect(penaltyFaults(debt)).to.deep.equal([]);
    for (const change of [
      { penalty: null },
      { penalty: '42.38' },
      { overdue: '0.00' },
      { owed: '0.00', overdue: '0.00' },
    ])
      expect(penaltyFaults({ ...debt, ...change })).to.have.length(1);
    const bill = { lines: [{ text: 'metered', amount: '10.01' }] };
    const part = (amount: string, share = amount): object => ({
      id: ZERO_32,
      amount,
      allocation: [{ lines: [share] }],
    });
    const parts = (...payments: object[]): string[] =>
      partsFaults({ owed: '0.00', bills: [bill], payments } as unknown as Parameters<typeof partsFaults>[0]);
    expect(parts(part('5.00'), part('5.01'))).to.deep.equal([]);
    expect(parts(part('10.01'))).to.have.length(1);
    expect(parts(part('5.00'), part('5.00'))).to.have.length(1);
    expect(parts(part('5.00', '5.005'), part('5.01'))).to.have.length(2);
    const advance = { owed: '0.00', advance: '100.00' };
    expect(advanceFaults(advance)).to.deep.equal([]);
    for (const change of [{ advance: '0.00' }, { owed: '1.00' }])
      expect(advanceFaults({ ...advance, ...change })).to.have.length(1);
    for (const faults of [penaltyFaults, partsFaults, advanceFaults]) expect(faults(undefined)).to.have.length(1);
  });

  it('stops waiting for the ledgers when it is interrupted', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const view = openLedgerView(await connectChain({ url: sealer.url, queueUrl: sealer.url }));
    const stop = new AbortController();
    const wait = (): Promise<unknown> =>
      untilLedgers({ view, signal: stop.signal }, 'something that never comes', () => void stop.abort());
    expect(await refusal(wait)).to.equal('INTERRUPTED');
  });

  it('is told when the portal takes no answer or cannot compare its read model', async () => {
    await using busy = await fakePeer((_path, response) => response.writeHead(503).end('not now'));
    await using other = await fakePeer((_path, response) => response.writeHead(404).end('no portal'));
    const token = 'f'.repeat(64);
    for (const url of [busy.url, 'http://127.0.0.1:9'])
      expect(await refusal(() => checkReadModel({ url, token }))).to.equal('PORTAL_UNREACHABLE');
    const answer = { text: 'Passed on.' };
    expect(await refusal(() => sayAnswer({ url: other.url, token }, ZERO_32, answer))).to.equal('PORTAL_ANSWER');
    expect(await refusal(() => readOpenActs({ url: other.url, token }))).to.equal('PORTAL_ANSWER');
  });
});
