import { expect } from 'chai';
import { encodeBill } from '../../../../../core/domain/billing/bill.ts';
import { AMOUNT_PER_MINOR } from '../../../../../core/domain/billing/money.ts';
import { commit } from '../../../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import type { BlockData } from '../../../../../core/domain/ledger/block-data.ts';
import { deviceIdOf, deviceSigner } from '../../../../../core/domain/crypto/device-signature.ts';
import { parseHex, ZERO_32 } from '../../../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { obisFromText } from '../../../../../core/domain/ledger/ids.ts';
import { FLAG, LABEL } from '../../../../../core/domain/ledger/kinds.ts';
import { checkBill } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import type { Recorded } from '../../../../../core/domain/resident/recorded.ts';
import type { CheckName } from '../../../../../core/domain/resident/check/run-check.ts';
import {
  actors,
  billWorld,
  CONTRACT,
  EARLIER,
  makeFrames,
  METER,
  meterRecord,
  network,
  receiptOf,
  record,
  shifted,
  signFrames,
  upkeepWorld,
  terms,
  periodKeyOf,
  seal,
} from '../bill-fixture.ts';
import type { BillWorld } from '../bill-fixture.ts';

const account = actors.subscriber;
const policy = { witnesses: [], required: 0 };

function flip(hex: Hex, at: number): Hex {
  const digit = (Number.parseInt(hex.charAt(at), 16) ^ 1).toString(16);
  return parseHex(hex.slice(0, at) + digit + hex.slice(at + 1), 'flipped');
}

describe('checkBill', () => {
  let world: BillWorld;
  before(async () => {
    world = await billWorld();
  });
  /** The named check's state and code after a change of the evidence. */
  const after = async (name: CheckName, change: Partial<BillEvidence>, now = 0n): Promise<string> => {
    const { checks } = await checkBill({
      network,
      account,
      policy,
      now,
      evidence: { ...world.evidence, ...change },
    });
    const check = checks.find((each) => each.name === name);
    return `${check?.state} ${check?.code ?? ''}`.trim();
  };
  const invoiceOf = (metered: BlockData['INVOICE']['metered']): BillEvidence['invoice'] => {
    const data = decodeData('INVOICE', world.evidence.invoice.signed.data);
    return record('INVOICE', 'provider', 'subscriber', 'billingLedger', CONTRACT, { ...data, metered });
  };
  const invoiceWith = async (
    change: Record<string, unknown>,
    from: 'provider' | 'company' = 'provider',
  ): Promise<BillEvidence['invoice']> => {
    const data = decodeData('INVOICE', world.evidence.invoice.signed.data);
    const content = encodeBill({ ...world.draft.content, ...change });
    const envelope = await seal('INVOICE', from, CONTRACT, content, [account]);
    return record('INVOICE', from, 'subscriber', 'billingLedger', CONTRACT, { ...data, envelope });
  };

  it('alarms when somebody else than the issuer signed the bill', async () => {
    expect(await after('sender', { invoice: await invoiceWith({}, 'company') })).to.equal('failed SENDER_MISMATCH');
    const { invoice } = world.evidence;
    const signed = { ...invoice.signed, signature: flip(invoice.signed.signature, 20) };
    expect(await after('sender', { invoice: { ...invoice, signed } })).to.match(/^failed/);
    const altered = { ...invoice.signed, data: flip(invoice.signed.data, 80) };
    expect(await after('sender', { invoice: { ...invoice, signed: altered } })).to.equal('failed DATA_HASH_MISMATCH');
    expect(await after('sender', { invoice: { ...invoice, digest: ZERO_32 } })).to.equal('failed BLOCK_OTHER');
  });

  it('waits, and does not alarm, while there is no sealed block', async () => {
    expect(await after('sealed', {})).to.equal('waiting PROOF_MISSING');
    expect(await after('ledger', {})).to.equal('waiting PROOF_MISSING');
    expect(await after('balance', {})).to.equal('waiting PROOF_MISSING');
  });

  it('makes an alarm of what the portal keeps back for more than three days, and of no other waiting', async () => {
    const since = world.evidence.invoice.signed.block.timestamp;
    const cases: [CheckName, string, Partial<BillEvidence>][] = [
      ['sealed', 'PROOF_MISSING', {}],
      ['chain', 'FRAMES_MISSING', { batches: [], frames: [] }],
      ['readings', 'PERIOD_KEY_MISSING', { periodKeyEnvelopes: [] }],
      ['terms', 'TERMS_MISSING', { terms: undefined }],
    ];
    for (const [name, code, change] of cases)
      for (const [now, state] of [
        [since + 3n * 86_400n, `waiting ${code}`],
        [since + 3n * 86_400n + 1n, 'failed KEPT_BACK'],
      ] as const)
        expect(await after(name, change, now), name).to.equal(state);
    const { checks } = await checkBill({ network, account, policy, now: since * 2n, evidence: world.evidence });
    expect(checks.filter(({ state }) => state === 'waiting').map(({ code }) => code)).to.not.include('PROOF_MISSING');
    expect(await after('receipt', { receipts: [] }, since * 2n)).to.not.match(/KEPT_BACK/);
  });

  it('alarms when the bill inside is for somebody else', async () => {
    expect(await after('opened', { invoice: await invoiceWith({ subscriber: actors.company.address }) })).to.equal(
      'failed BILL_OTHER',
    );
  });

  it('alarms when the bill inside counts in another currency', async () => {
    expect(await after('opened', { invoice: await invoiceWith({ currency: 'USD' }) })).to.equal('failed BILL_OTHER');
  });

  it('alarms when a register is billed that the contract does not bill, or a norm beside the meter', async () => {
    expect(await after('terms', { terms: { ...terms, zones: '2' } })).to.equal('failed TERMS_OTHER');
    const data = decodeData('INVOICE', world.evidence.invoice.signed.data);
    const [line] = data.metered;
    if (line === undefined) throw new Error('no line');
    const billed = (change: Partial<typeof data>): BillEvidence['invoice'] =>
      record('INVOICE', 'provider', 'subscriber', 'billingLedger', CONTRACT, { ...data, ...change });
    const reactive = [line, { ...line, obis: obisFromText('1-0:3.8.0*255') }];
    expect(await after('terms', { invoice: billed({ metered: reactive }) })).to.equal('failed TERMS_OTHER');
    const norm = [...data.declared, { label: LABEL.norm, commitment: commit(5n, 7n) }];
    expect(await after('terms', { invoice: billed({ declared: norm }) })).to.equal('failed DECLARED_AMOUNT_WRONG');
  });

  it('alarms when the bill does not follow the signed contract', async () => {
    const other: Hex[] = [`0x${'99'.repeat(32)}`];
    expect(await after('terms', { terms: { ...terms, meterIds: other }, meters: [] })).to.equal('failed TERMS_OTHER');
    expect(await after('terms', { terms: { ...terms, meterIds: [] } })).to.equal('failed TERMS_OTHER');
    expect(await after('terms', { terms: { ...terms, resource: '2' } })).to.equal('failed TERMS_OTHER');
    expect(await after('terms', { terms: { ...terms, provider: actors.company.address } })).to.equal(
      'failed TERMS_OTHER',
    );
    expect(await after('terms', { terms: undefined })).to.equal('waiting TERMS_MISSING');
    expect(await after('arithmetic', { terms: { ...terms, exponent: '-3' } })).to.equal('failed LINE_UNIT_WRONG');
  });

  it('alarms when a bill without meters does not follow from area, rate, days and the rules in force', async () => {
    const { evidence } = await upkeepWorld();
    const check = async (change: Partial<BillEvidence>): Promise<string> => {
      const report = await checkBill({ network, account, policy, now: 0n, evidence: { ...evidence, ...change } });
      const found = report.checks.find(({ name }) => name === 'terms');
      return `${found?.state} ${found?.code ?? ''}`.trim();
    };
    expect(await check({})).to.equal('passed');
    const upkeep = evidence.terms;
    if (upkeep === undefined) throw new Error('no terms');
    expect(await check({ terms: { ...upkeep, area: '54.29' } })).to.equal('failed DECLARED_AMOUNT_WRONG');
    expect(await check({ until: 1_791_800_000n })).to.equal('failed DECLARED_AMOUNT_WRONG');
    const { evidence: older } = await upkeepWorld('2026-01-15');
    expect(await check({ invoice: older.invoice })).to.equal('failed RULES_OTHER');
  });

  it("alarms when the meter's device did not sign the readings", async () => {
    const stranger = deviceSigner(1, new Uint8Array(32).fill(8));
    const [batch] = world.evidence.batches;
    if (batch === undefined) throw new Error('no batch');
    const signature = batch.signature.with(10, (batch.signature[10] ?? 0) ^ 1);
    expect(await after('meter', { batches: [{ ...batch, signature }] })).to.equal('failed DEVICE_SIGNATURE_INVALID');
    expect(await after('meter', { meters: [{ recorded: meterRecord(), device: stranger.key }] })).to.equal(
      'failed DEVICE_OTHER',
    );
    const forged = meterRecord('provider', deviceIdOf(stranger.key));
    expect(await after('meter', { meters: [{ recorded: forged, device: stranger.key }] })).to.equal(
      'failed SENDER_MISMATCH',
    );
    expect(await after('meter', { batches: [] })).to.equal('waiting FRAMES_MISSING');
  });

  it('alarms when a reading between was changed or taken out', async () => {
    const [first, second, third] = makeFrames([10_000n, 12_346n, 230_456n]);
    const honest = world.evidence.frames;
    if (!first || !second || !third || !honest[0] || !honest[1] || !honest[2]) throw new Error('no frames');
    expect(await after('chain', { frames: [honest[0], second, honest[2]] })).to.equal('failed CHAIN_BROKEN');
    expect(await after('chain', { frames: [honest[0], honest[2]] })).to.equal('failed CHAIN_BROKEN');
    expect(await after('chain', { frames: [honest[0], honest[1]] })).to.equal('waiting FRAMES_MISSING');
    expect(
      await after('chain', {
        frames: honest.map((own) => ({ ...own, frame: { ...own.frame, domain: new Uint8Array(32) } })),
      }),
    ).to.equal('failed FRAME_FOREIGN');
  });

  it("alarms when signed and chained readings go back in time or leave a number out, and takes a device's own gap", async () => {
    const chain = async (change: (index: number) => { time?: bigint; sequence?: bigint; flags?: number }) => {
      const frames = makeFrames([10_000n, 12_345n, 230_456n], change);
      const changed = { frames, batches: signFrames(frames) };
      return [await after('chain', changed), await after('meter', changed)];
    };
    const [first] = world.evidence.frames;
    if (first === undefined) throw new Error('no frame');
    const { time } = first.frame;
    const broken = ['failed CHAIN_BROKEN', 'failed CHAIN_BROKEN'];
    expect(await chain((index) => (index === 1 ? { time } : {}))).to.deep.equal(broken);
    expect(await chain((index) => (index === 1 ? { time: time - 1n } : {}))).to.deep.equal(broken);
    expect(await chain((index) => (index === 1 ? { time: time + 1n } : {}))).to.deep.equal(['passed', 'passed']);
    const { metered } = decodeData('INVOICE', world.evidence.invoice.signed.data);
    const invoice = invoiceOf(metered.map((line) => ({ ...line, closeSequence: 4n })));
    const jump = async (flags: number): Promise<string> => {
      const frames = makeFrames([10_000n, 12_345n, 230_456n], (index) => {
        const sequence = index < 1 ? 1n : BigInt(index + 2);
        return index === 1 ? { sequence, flags } : { sequence };
      });
      return after('chain', { frames, batches: signFrames(frames), invoice });
    };
    expect(await jump(0)).to.equal('failed CHAIN_BROKEN');
    expect(await jump(FLAG.gap)).to.equal('passed');
  });

  it('passes a first bill whose opening reading was sealed before its gateway lost the key and announced another', async () => {
    const { periodKeyEnvelopes } = world.evidence;
    const another = new Uint8Array(32).fill(77);
    const newest = await Promise.all(periodKeyEnvelopes.map(({ period }) => periodKeyOf(period, another, [account])));
    expect(await after('readings', { periodKeyEnvelopes: [...newest, ...periodKeyEnvelopes] })).to.equal('passed');
    expect(await after('arithmetic', { periodKeyEnvelopes: [...newest, ...periodKeyEnvelopes] })).to.equal('passed');
    expect(await after('readings', { periodKeyEnvelopes: newest })).to.equal('failed PAYLOAD_NOT_OPENED');
  });

  it('alarms when a reading does not open its commitment', async () => {
    const frames = world.evidence.frames.map((own) => ({
      ...own,
      frame: { ...own.frame, commitment: shifted(own.frame.commitment) },
    }));
    expect(await after('readings', { frames })).to.equal('failed COMMITMENT_MISMATCH');
    const other = world.evidence.frames.map((own) => ({
      ...own,
      ciphertext: own.ciphertext.with(3, (own.ciphertext[3] ?? 0) ^ 1),
    }));
    expect(await after('readings', { frames: other })).to.equal('failed PAYLOAD_HASH_MISMATCH');
    expect(await after('readings', { periodKeyEnvelopes: [] })).to.equal('waiting PERIOD_KEY_MISSING');
  });

  it('alarms when the figures do not follow', async () => {
    const total = String(world.draft.total + AMOUNT_PER_MINOR);
    expect(await after('arithmetic', { invoice: await invoiceWith({ total }) })).to.equal('failed TOTAL_WRONG');
    const [line] = world.draft.content.metered;
    if (line === undefined) throw new Error('no line');
    const metered = [{ ...line, amount: String(BigInt(line.amount) + AMOUNT_PER_MINOR) }];
    expect(await after('arithmetic', { invoice: await invoiceWith({ metered }) })).to.equal('failed LINE_AMOUNT_WRONG');
    const dearer = record('RATE', 'provider', 'company', 'tariffs', ZERO_32, {
      resource: 1,
      zone: 0,
      mantissa: 474n,
      exponent: -5,
      validFrom: 1_700_000_000n,
    });
    expect(await after('arithmetic', { rates: [dearer] })).to.equal('failed LINE_RATE_WRONG');
    const foreign = record('RATE', 'company', 'company', 'tariffs', ZERO_32, {
      resource: 1,
      zone: 0,
      mantissa: 473n,
      exponent: -5,
      validFrom: 1_700_000_000n,
    });
    expect(await after('arithmetic', { rates: [foreign] })).to.equal('failed SENDER_MISMATCH');
  });

  describe('with rates that were withdrawn', () => {
    const single = { resource: 1, zone: 0 };
    const LATER = 1_700_000_500n;
    const rate = (mantissa: bigint, validFrom: bigint, position: bigint): Recorded => ({
      ...record(
        'RATE',
        'provider',
        'company',
        'tariffs',
        ZERO_32,
        { ...single, mantissa, exponent: -5, validFrom },
        EARLIER,
      ),
      position,
    });
    const withdrawal = (validFrom: bigint, position: bigint, from: 'provider' | 'company' = 'provider'): Recorded => ({
      ...record('RATE_WITHDRAW', from, 'company', 'tariffs', ZERO_32, { ...single, validFrom }, EARLIER),
      position,
    });
    const first = rate(473n, 1_700_000_000n, 1n);
    const mistyped = rate(4_731n, LATER, 2n);

    it('alarms when a server leaves a withdrawal out, or hands over one of somebody else', async () => {
      expect(await after('arithmetic', { rates: [first, mistyped] })).to.equal('failed LINE_RATE_WRONG');
      const again = rate(473n, LATER, 4n);
      expect(await after('arithmetic', { rates: [first, mistyped, again] })).to.equal('failed RATE_NOT_IN_ORDER');
      const foreign = withdrawal(LATER, 3n, 'company');
      expect(await after('arithmetic', { rates: [first, mistyped, foreign] })).to.equal('failed SENDER_MISMATCH');
    });

    it('alarms when a server leaves a withdrawn rate out, or hands over a withdrawal twice', async () => {
      const gone = withdrawal(LATER, 3n);
      expect(await after('arithmetic', { rates: [first, gone] })).to.equal('failed RATE_NOT_NEWEST');
      expect(await after('arithmetic', { rates: [gone] })).to.equal('failed RATE_MISSING');
      const twice = [first, mistyped, gone, { ...gone, position: 4n }];
      expect(await after('arithmetic', { rates: twice })).to.equal('failed RATE_NOT_NEWEST');
    });

    it('passes a bill by the rates that are left, in whatever order they are handed over', async () => {
      const gone = withdrawal(LATER, 3n);
      expect(await after('arithmetic', { rates: [first, mistyped, gone] })).to.equal('passed');
      expect(await after('arithmetic', { rates: [gone, mistyped, first] })).to.equal('passed');
      const again = [mistyped, rate(473n, LATER - 1n, 4n), rate(473n, LATER, 5n), first, gone];
      expect(await after('arithmetic', { rates: again })).to.equal('passed');
    });
  });

  it('alarms when payment or receipt say something else', async () => {
    const [paid] = world.evidence.payments;
    if (paid === undefined) throw new Error('no payment');
    const data = decodeData('PAYMENT', paid.signed.data);
    const changed = record('PAYMENT', 'portal', 'provider', 'billingLedger', data.invoiceId, {
      ...data,
      commitment: shifted(data.commitment),
    });
    expect(await after('receipt', { payments: [changed] })).to.equal('failed PAYMENT_NOT_OPENED');
    const forged = record('PAYMENT', 'provider', 'provider', 'billingLedger', data.invoiceId, data);
    expect(await after('receipt', { payments: [forged] })).to.equal('failed SENDER_MISMATCH');
    const elsewhere = record('PAYMENT', 'portal', 'provider', 'billingLedger', METER, { ...data, invoiceId: METER });
    expect(await after('receipt', { payments: [elsewhere] })).to.equal('failed PAYMENT_OTHER');
    expect(await after('receipt', { payments: [paid, paid] })).to.equal('failed PAYMENT_OTHER');
    const astray = record('PAYMENT', 'portal', 'provider', 'contractLedger', data.invoiceId, data);
    expect(await after('receipt', { payments: [astray] })).to.equal('failed BLOCK_OTHER');
    expect(await after('receipt', { receipts: [] })).to.equal('waiting RECEIPT_MISSING');
    expect(await after('receipt', { payments: [] })).to.equal('failed RECEIPT_OTHER');
    const payments = [{ amount: world.draft.total, blinding: 77n }];
    const wrongOpening = await receiptOf(world.draft, paid.digest, payments, { opening: 5n });
    expect(await after('receipt', { receipts: [wrongOpening] })).to.equal('failed RECEIPT_NOT_SETTLED');
    const wrongAmount = await receiptOf(world.draft, paid.digest, payments, { amount: '1000' });
    expect(await after('receipt', { receipts: [wrongAmount] })).to.equal('failed RECEIPT_AMOUNT_WRONG');
  });

  it('alarms when what is shown with a bill was said of another one, by somebody else, or says nothing of bills', async () => {
    const { invoiceId } = world.draft;
    const astray = record('CARRY', 'provider', 'subscriber', 'billingLedger', METER, { invoiceId: METER });
    expect(await after('receipt', { acts: [astray] })).to.equal('failed ACT_OTHER');
    expect(await after('receipt', { acts: [...world.evidence.rates] })).to.equal('failed ACT_OTHER');
    const forged = record('CARRY', 'portal', 'subscriber', 'billingLedger', invoiceId, { invoiceId });
    expect(await after('receipt', { acts: [forged] })).to.equal('failed SENDER_MISMATCH');
  });

  it('passes the honest bill and tells what is owed', async () => {
    const report = await checkBill({ network, account, policy, now: 0n, evidence: world.evidence });
    const states = Object.fromEntries(report.checks.map(({ name, state }) => [name, state]));
    expect(states).to.deep.equal({
      sender: 'passed',
      sealed: 'waiting',
      ledger: 'waiting',
      witnesses: 'waiting',
      opened: 'passed',
      terms: 'passed',
      meter: 'passed',
      chain: 'passed',
      readings: 'passed',
      arithmetic: 'passed',
      balance: 'waiting',
      receipt: 'passed',
    });
    expect(report).to.include({ outstanding: 0n, settled: true });
    expect(report.opened?.total).to.equal(world.draft.total);
    const unpaid = await checkBill({
      network,
      account,
      policy,
      now: 0n,
      evidence: { ...world.evidence, payments: [], receipts: [] },
    });
    expect(unpaid).to.include({ outstanding: world.draft.total, settled: false });
    expect(unpaid.checks.find(({ name }) => name === 'receipt')?.state).to.equal('absent');
  });

  it('tells what is owed again, to the minor unit, where the portal says that the bank took a payment back', async () => {
    const { evidence, draft } = world;
    const paymentId = evidence.payments[0]?.digest ?? METER;
    const undone = (from: 'portal' | 'provider') =>
      record('PAYMENT_REVERSED', from, 'subscriber', 'billingLedger', draft.invoiceId, {
        ...{ invoiceId: draft.invoiceId, paymentId, reason: 1 },
      });
    const after = (acts: Recorded[]) =>
      checkBill({ network, account, policy, now: 0n, evidence: { ...evidence, receipts: [], acts } });
    expect((await after([])).outstanding).to.equal(0n);
    const report = await after([undone('portal')]);
    expect(report).to.include({ outstanding: draft.total, settled: false });
    expect(report.payments[0]).to.include({ state: 'reversed', reason: 1, amount: draft.total });
    // Nobody else's word makes a payment undone.
    const { checks } = await after([undone('provider')]);
    expect(checks.find(({ name }) => name === 'balance')).to.include({ state: 'failed', code: 'SENDER_MISMATCH' });
    // A settled bill stays so: what was taken back is owed in the account of its contract.
    const settled = { ...evidence, acts: [undone('portal')] };
    const closed = await checkBill({ network, account, policy, now: 0n, evidence: settled });
    expect(closed).to.include({ outstanding: 0n, state: 'settled' });
    expect(closed.payments[0]?.state).to.equal('reversed');
  });
});
