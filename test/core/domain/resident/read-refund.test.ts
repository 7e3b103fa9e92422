import { expect } from 'chai';
import { canonicalJson } from '../../../../core/domain/bytes/canonical-json.ts';
import { utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import type { LedgerName } from '../../../../core/domain/ledger/network.ts';
import { readRefund } from '../../../../core/domain/resident/read-refund.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, CONTRACT, METER, network, record, type Actor } from './bill-fixture.ts';

const AMOUNT = 12_340_000_000_000n;
const { subscriber, portal } = actors;

async function order(
  change: { from?: Actor; contractId?: Hex; amount?: bigint; ledger?: LedgerName; readers?: (typeof portal)[] } = {},
): Promise<Recorded> {
  const { from = 'provider', contractId = CONTRACT, amount = AMOUNT, ledger = 'billingLedger' } = change;
  const content = utf8(canonicalJson({ amount: String(AMOUNT), blinding: '7' }));
  const context = contextOf(network, actors[from], 'REFUND_ORDER', { ledger, subject: contractId });
  const envelope = await sealEnvelope({ content, addressees: change.readers ?? [portal, subscriber], context });
  const data = { contractId, commitment: commit(amount, 7n), envelope };
  return record('REFUND_ORDER', from, 'subscriber', ledger, contractId, data);
}
function refund(orderId: Hex, from: Actor = 'portal'): Recorded {
  const point = commit(1n, 1n);
  const said = { orderId, paymentReference: METER, paidAt: 1_793_000_500n, proof: { t: point, z: 1n, zr: 1n } };
  return record('REFUND', from, 'subscriber', 'billingLedger', orderId, said);
}
const read = (ordered: Recorded, paid: Recorded | null = null) =>
  readRefund({
    ...{ network, account: subscriber, contractId: CONTRACT, supplier: actors.provider.address },
    ...{ order: ordered, refund: paid },
  });

describe('money that a supplier gives back', () => {
  it('is refused where another ordered it, of another contract or ledger, or sealed another amount than it commits to', async () => {
    const wrong: [Promise<Recorded>, string][] = [
      [order({ from: 'company' }), 'SENDER_MISMATCH'],
      [order({ contractId: METER }), 'BLOCK_OTHER'],
      [order({ ledger: 'readingLedger' }), 'BLOCK_OTHER'],
      [order({ amount: AMOUNT + 1n }), 'REFUND_INVALID'],
      [order({ readers: [portal] }), 'NOT_ADDRESSEE'],
    ];
    for (const [ordered, code] of wrong) expect(await refusal(async () => read(await ordered))).to.equal(code);
  });

  it('was given back where the portal says so of this order', async () => {
    const ordered = await order();
    expect(await read(ordered)).to.include({ orderId: ordered.digest, amount: AMOUNT, paidAt: undefined });
    expect(await read(ordered, refund(ordered.digest))).to.include({ amount: AMOUNT, paidAt: 1_793_000_500n });
    expect(await refusal(() => read(ordered, refund(METER)))).to.equal('BLOCK_OTHER');
    expect(await refusal(() => read(ordered, refund(ordered.digest, 'provider')))).to.equal('SENDER_MISMATCH');
  });
});
