import { expect } from 'chai';
import {
  addPoints,
  commit,
  INFINITY,
  multiplyPoint,
  subtractPoints,
  type Point,
} from '../../../core/domain/crypto/commitment.ts';
import {
  decodeData,
  type BlockData,
  type InvoiceData,
  type MeteredLine,
} from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { FactOf } from '../../../core/domain/ledger/read-fact.ts';
import type { InternalBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { createBillChecker, type BillChecker, type BillFact } from '../../../sealer/verify/check-bills.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { createMeterHistory } from '../../../sealer/verify/meter-history.ts';
import type { Held } from '../../../sealer/verify/check-outstanding.ts';
import { paymentData } from '../../support/payment-data.ts';
import { DOMAIN } from '../../support/domain.ts';
import { refusal } from '../../support/refusal.ts';
import { meterData } from '../support/meters.ts';

const LEDGER: Hex = `0x${'1e'.repeat(20)}`;
const PROVIDER: Hex = `0x${'aa'.repeat(20)}`;
const FLAT: Hex = `0x${'bb'.repeat(20)}`;
const METER: Hex = `0x${'4e'.repeat(32)}`;
const OBIS: Hex = '0x0100010800ff';
const CHANNEL = channelOf(METER, OBIS);
const OPEN = commit(100n, 7n);
const CLOSE = commit(160n, 9n);
const DECLARED = commit(55n, 3n);
/** 5 × 10⁻³ of the currency unit, as an amount. */
const RATE = 5_000_000_000n;

function block(kind: number, from = PROVIDER, to = FLAT): InternalBlock {
  return { from, to, kind, timestamp: 0n, subject: ZERO_32, dataHash: ZERO_32, replaces: ZERO_32 };
}

const LINKS = { open: `0x${'01'.repeat(16)}`, close: `0x${'02'.repeat(16)}` } as const;

function fact<K extends keyof BlockData>(kind: K, data: BlockData[K]): { kind: K; data: BlockData[K] } {
  return { kind, data };
}

/** As recorded at this time in a block of its own. */
function take(checker: BillChecker, said: InternalBlock, fact: BillFact, { digest = ZERO_32, time = 0n } = {}): Held[] {
  return checker.take({ ledger: LEDGER, block: said, digest, time, fact });
}

function rate(checker: BillChecker, validFrom: bigint, price = { mantissa: 5n, exponent: -3 }): void {
  take(checker, block(KIND.RATE), fact('RATE', { resource: 1, zone: 0, ...price, validFrom }));
}

/** A meter with two registers that frames fixed, and one rate from the beginning on. */
function prepared(): BillChecker {
  const book = createMeterHistory({ company: FLAT, portal: PROVIDER });
  const meter = meterData({ meterId: METER, deviceId: ZERO_32, owner: FLAT, provider: PROVIDER });
  book.take(block(KIND.METER_REGISTER), { kind: 'METER_REGISTER', data: decodeData('METER_REGISTER', meter) });
  const checker = createBillChecker(DOMAIN.networkHash, book);
  checker.register({ channel: CHANNEL, sequence: 1n, time: 1_000n, commitment: OPEN, link: LINKS.open });
  checker.register({ channel: CHANNEL, sequence: 9n, time: 2_000n, commitment: CLOSE, link: LINKS.close });
  rate(checker, 0n);
  return checker;
}

function invoice(over: Partial<MeteredLine> = {}): FactOf<'INVOICE'> {
  const line: MeteredLine = {
    meterId: METER,
    obis: OBIS,
    zone: 0,
    openSequence: 1n,
    openTime: 1_000n,
    open: OPEN,
    openLink: LINKS.open,
    closeSequence: 9n,
    closeTime: 2_000n,
    close: CLOSE,
    closeLink: LINKS.close,
    ...over,
  };
  const data: InvoiceData = {
    contractId: ZERO_32,
    period: 202610,
    series: 0,
    dueDate: 0n,
    metered: [line],
    declared: [{ label: 1, commitment: DECLARED }],
    account: INFINITY,
    replaces: ZERO_32,
    envelope: '0x',
  };
  return fact('INVOICE', data);
}

function pay(invoiceId: Hex, amount: bigint, blinding: bigint): BlockData['PAYMENT'] {
  return paymentData({
    ledger: LEDGER,
    networkHash: DOMAIN.networkHash,
    invoiceId,
    amount,
    blinding,
    paymentReference: ZERO_32,
    paidAt: 0n,
  });
}

function issue(
  checker: BillChecker,
  data = invoice(),
  from = PROVIDER,
  to = FLAT,
): { invoiceId: Hex; outstanding: Point } {
  const [owed] = take(checker, block(KIND.INVOICE, from, to), data);
  if (owed === undefined) throw new Error('an invoice moves an outstanding');
  return { invoiceId: owed.id, outstanding: owed.point };
}

describe('verification of bills', () => {
  const total = addPoints(multiplyPoint(subtractPoints(CLOSE, OPEN), RATE), DECLARED);

  it('refuses a register that no frame fixed, or fixed otherwise', async () => {
    const other = { openLink: LINKS.close };
    for (const bad of [{ close: OPEN }, { closeTime: 2_001n }, { openSequence: 2n }, { open: CLOSE }, other]) {
      expect(await refusal(() => issue(prepared(), invoice(bad)))).to.equal('BILL_REGISTER');
    }
  });

  it('refuses a line that goes back, or begins elsewhere than the last one ended', async () => {
    const back = { openSequence: 9n, openTime: 2_000n, open: CLOSE, openLink: LINKS.close };
    expect(await refusal(() => issue(prepared(), invoice(back)))).to.equal('BILL_ORDER');
    const twice = prepared();
    issue(twice);
    expect(await refusal(() => issue(twice))).to.equal('BILL_ORDER');
  });

  it('refuses a meter of others, or of nobody', async () => {
    expect(await refusal(() => issue(prepared(), invoice(), FLAT))).to.equal('BILL_PARTIES');
    expect(await refusal(() => issue(prepared(), invoice(), PROVIDER, PROVIDER))).to.equal('BILL_PARTIES');
    expect(await refusal(() => issue(prepared(), invoice({ meterId: ZERO_32 })))).to.equal('METER_UNKNOWN');
  });

  it('refuses a line without a rate, one that begins before the first rate, and one without a second', async () => {
    expect(await refusal(() => issue(prepared(), invoice({ zone: 1 })))).to.equal('BILL_RATE');
    const late = prepared();
    take(late, block(KIND.RATE_WITHDRAW), fact('RATE_WITHDRAW', { resource: 1, zone: 0, validFrom: 0n }));
    rate(late, 1_001n);
    expect(await refusal(() => issue(late))).to.equal('BILL_RATE');
    const still = prepared();
    still.register({ channel: CHANNEL, sequence: 9n, time: 1_000n, commitment: CLOSE, link: LINKS.close });
    expect(await refusal(() => issue(still, invoice({ closeTime: 1_000n })))).to.equal('BILL_RATE');
  });

  it('H5: goes over a change of rate by the mean of both rates', () => {
    const changed = prepared();
    rate(changed, 1_750n, { mantissa: 9n, exponent: -3 });
    const mean = addPoints(multiplyPoint(subtractPoints(CLOSE, OPEN), 6_000_000_000n), DECLARED);
    expect(issue(changed).outstanding).to.deep.equal(mean);
  });

  it('refuses rates that the register takes in no such order', async () => {
    const rateFact = (validFrom: bigint, zone = 0): FactOf<'RATE_WITHDRAW'> =>
      fact('RATE_WITHDRAW', { resource: 1, zone, validFrom });
    const withdraw = (checker: BillChecker, one: FactOf<'RATE_WITHDRAW'>, from = PROVIDER): void =>
      void take(checker, block(KIND.RATE_WITHDRAW, from), one);
    const checker = prepared();
    rate(checker, 1_500n);
    expect(await refusal(() => rate(checker, 1_500n))).to.equal('RATE_NOT_IN_ORDER');
    expect(await refusal(() => withdraw(checker, rateFact(0n)))).to.equal('RATE_NOT_NEWEST');
    expect(await refusal(() => withdraw(checker, rateFact(1_500n, 1)))).to.equal('RATE_MISSING');
    expect(await refusal(() => withdraw(checker, rateFact(1_500n), FLAT))).to.equal('RATE_MISSING');
    withdraw(checker, rateFact(1_500n));
    expect(issue(checker).outstanding).to.deep.equal(total);
  });

  it('refuses a payment of no invoice, and a settlement that does not open to zero', async () => {
    const checker = prepared();
    const stray = fact('PAYMENT', pay(ZERO_32, 55n, 3n));
    expect(await refusal(() => take(checker, block(KIND.PAYMENT), stray))).to.equal('BILL_UNKNOWN');
    const { invoiceId } = issue(checker);
    const receipt = { invoiceId, paymentId: ZERO_32, settles: true, envelope: '0x' as Hex };
    const early = fact('RECEIPT', { ...receipt, opening: 0n });
    expect(await refusal(() => take(checker, block(KIND.RECEIPT), early))).to.equal('BILL_SETTLEMENT');
  });

  it('refuses a bill that takes over what the account does not hold, and a withdrawal of other lines or out of turn', async () => {
    const checker = prepared();
    const drawing = invoice();
    const drawn = fact('INVOICE', { ...drawing.data, account: DECLARED });
    expect(await refusal(() => issue(checker, drawn))).to.equal('BILL_ACCOUNT');
    const honest = prepared();
    const { invoiceId, outstanding } = issue(honest);
    const range = { channel: CHANNEL, openSequence: 1n, closeSequence: 9n };
    const withdrawal = { invoiceId, lines: outstanding, ranges: [range], reason: 1 };
    const withdraw = (over: Partial<typeof withdrawal> = {}): Held[] =>
      take(honest, block(KIND.VOID), fact('VOID', { ...withdrawal, ...over }));
    expect(await refusal(() => withdraw({ lines: DECLARED }))).to.equal('BILL_LINES');
    withdraw();
    expect(await refusal(() => withdraw())).to.equal('BILL_STATE');
    expect(issue(honest).outstanding).to.deep.equal(total);
    const out = prepared();
    issue(out);
    const late = { ...withdrawal, ranges: [{ ...range, closeSequence: 8n }] };
    expect(await refusal(() => take(out, block(KIND.VOID), fact('VOID', late)))).to.equal('BILL_ORDER');
  });

  it('refuses a payment whose payer does not know it, one that is deemed taken too early, and what comes twice', async () => {
    const checker = prepared();
    const { invoiceId } = issue(checker);
    const paymentId: Hex = `0x${'9a'.repeat(32)}`;
    const honest = pay(invoiceId, 5n, 11n);
    const copied = fact('PAYMENT', { ...honest, commitment: total });
    expect(await refusal(() => take(checker, block(KIND.PAYMENT), copied))).to.equal('PAYMENT_UNPROVED');
    // A Thursday: over with the Tuesday after.
    take(checker, block(KIND.PAYMENT), fact('PAYMENT', honest), { digest: paymentId, time: 3_600n });
    const deem = (time: bigint): Held[] =>
      take(checker, block(KIND.PAYMENT_DEEMED), fact('PAYMENT_DEEMED', { invoiceId, paymentId }), { time });
    expect(await refusal(() => deem(6n * 86_400n - 1n))).to.equal('PAYMENT_NOT_OVERDUE');
    expect(deem(6n * 86_400n)[0]?.point).to.deep.equal(subtractPoints(total, commit(5n, 11n)));
    expect(await refusal(() => deem(6n * 86_400n))).to.equal('PAYMENT_STATE');
  });

  it('comes to rate × (close − open) + declared, less what is paid, down to zero', () => {
    const checker = prepared();
    const { invoiceId, outstanding } = issue(checker);
    expect(outstanding).to.deep.equal(total);
    expect(outstanding).to.deep.equal(commit(RATE * 60n + 55n, RATE * 2n + 3n));
    const paymentId: Hex = `0x${'9a'.repeat(32)}`;
    const payment = pay(invoiceId, RATE * 60n + 55n, 11n);
    take(checker, block(KIND.PAYMENT), fact('PAYMENT', payment), { digest: paymentId });
    const opening = RATE * 2n + 3n - 11n;
    const receipt = { invoiceId, paymentId, settles: true, opening, envelope: '0x' as Hex };
    const settled = take(checker, block(KIND.RECEIPT), fact('RECEIPT', receipt));
    expect(settled[0]?.point).to.deep.equal(commit(0n, opening));
    expect(checker.bills).to.equal(1);
  });
});
