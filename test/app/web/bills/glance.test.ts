import { expect } from 'chai';
import { directChecker, type BillChecker } from '../../../../app/web/src/resident/check/bill-checker.ts';
import { glanceAtBill } from '../../../../app/web/src/resident/check/glance-at-bill.ts';
import { readerOf } from '../../../../app/web/src/resident/check/worker-messages.ts';
import { workerChecker } from '../../../../app/web/src/resident/check/worker-checker.ts';
import { actors, billWorld, network, record, type BillWorld } from '../../../core/domain/resident/bill-fixture.ts';

/** What is shown of a bill before it is checked. */
describe('a bill at a glance', () => {
  let bill: BillWorld;
  before(async () => {
    bill = await billWorld();
  });
  const glance = (state: 'issued' | 'settled', change: Partial<BillWorld['evidence']> = {}) =>
    glanceAtBill({ network, account: actors.subscriber, state, evidence: { ...bill.evidence, ...change } });

  it('says nothing of a bill that does not open, or is for somebody else', async () => {
    const closed = await glanceAtBill({ network, account: actors.portal, state: 'issued', evidence: bill.evidence });
    expect([closed.content, closed.outstanding]).to.deep.equal([undefined, undefined]);
    const other = await glance('issued', { issuer: actors.company.address });
    expect([other.content, other.outstanding]).to.deep.equal([undefined, undefined]);
  });

  it('says what the bill comes to less what is paid of it, and that none of it is checked', async () => {
    const { total } = bill.draft;
    const open = await glance('issued', { payments: [] });
    expect([open.content?.total, open.outstanding]).to.deep.equal([String(total), total]);
    expect((await glance('issued')).outstanding).to.equal(0n);
    expect((await glance('settled')).outstanding).to.equal(0n);
    for (const { checks } of [open, await glance('settled')]) {
      expect(checks).to.have.length(12);
      expect(new Set(checks.map(({ state }) => state))).to.deep.equal(new Set(['waiting']));
    }
  });

  it('does not count a payment that was refused', async () => {
    const [payment] = bill.evidence.payments;
    const data = {
      invoiceId: bill.draft.invoiceId,
      paymentId: payment?.digest ?? '0x',
      reason: 3,
      envelope: '0x',
    } as const;
    const refused = record('PAYMENT_REFUSED', 'provider', 'subscriber', 'billingLedger', data.invoiceId, data);
    expect((await glance('issued', { acts: [refused] })).outstanding).to.equal(bill.draft.total);
  });

  it('is taken in a worker without the key that signs, and a worker that ends is told and begun again', async () => {
    const asked: unknown[] = [];
    let ended = 0;
    class Beside {
      onmessage?: (event: { data: unknown }) => void;
      onerror?: (event: { message: string }) => void;
      postMessage(question: { id: number; kind: string; glance: Parameters<BillChecker['glance']>[0] }): void {
        // What cannot be cloned cannot be handed over.
        const given = structuredClone(question);
        asked.push(given.glance.account);
        if (asked.length === 1) this.onerror?.({ message: 'out of memory' });
        else
          void directChecker
            .glance(given.glance)
            .then((report) => this.onmessage?.({ data: { id: given.id, report } }));
      }
      terminate(): void {
        ended++;
      }
    }
    const checker = workerChecker(() => new Beside() as unknown as Worker);
    const question = { network, account: actors.subscriber, state: 'issued', evidence: bill.evidence } as const;
    expect(await checker.glance(question).catch(String)).to.equal('Error: out of memory');
    expect((await checker.glance(question)).content?.total).to.equal(String(bill.draft.total));
    expect(ended).to.equal(1);
    expect(asked[1]).to.deep.equal({ ...readerOf(actors.subscriber) });
    expect(asked[1]).not.to.have.property('sign');
  });
});
