import { expect } from 'chai';
import { applyPayable, type AmountsOf, type PayableFact } from '../../core/domain/billing/payables/apply-payable.ts';
import {
  accountOf,
  counts,
  emptyBook,
  type Amounts,
  type PayableBook,
} from '../../core/domain/billing/payables/payable-book.ts';
import { workingDaysEnd } from '../../core/domain/billing/payables/working-days.ts';
import { refusalOf } from '../support/refusal.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { addPoints, commit, INFINITY, mod, subtractPoints, type Point } from '../../core/domain/crypto/commitment.ts';
import { LABEL } from '../../core/domain/ledger/kinds.ts';
import { idOf } from '../contracts/support/accounts.ts';
import { accountOf as accountOnLedger, invoiceOf, paymentOf } from '../contracts/support/billable-house.ts';
import { biller, declared, invoiceData, sign, type Opening } from '../contracts/support/billing.ts';
import { livedInHouse, networkHelpers, type House } from '../contracts/support/house.ts';
import { randomFrom } from '../support/random-from.ts';

const SEED = Number(process.env['DOMLEDGER_FUZZ_SEED'] ?? 20_261_126);
const STEPS = 400;
const BILL_STATES = ['none', 'issued', 'settled', 'carried', 'void'];
const PAYMENT_STATES = ['none', 'recorded', 'refused', 'taken', 'deemed', 'reversed'];

const openings: Amounts<Opening> = {
  zero: { value: 0n, blinding: 0n },
  add: (a, b) => ({ value: a.value + b.value, blinding: mod(a.blinding + b.blinding) }),
  subtract: (a, b) => ({ value: a.value - b.value, blinding: mod(a.blinding - b.blinding) }),
};
const points: Amounts<Point> = { zero: INFINITY, add: addPoints, subtract: subtractPoints };
const point = ({ value, blinding }: Opening): Point => commit(value, blinding);

type Act = { fact: PayableFact; said: () => Promise<Hex>; by: 'issuer' | 'portal' };

describe('money in random order', () => {
  it('leaves the contract, the rule on commitments and the rule on amounts with the same, and balances', async () => {
    const world = await newWorld();
    const taken = new Map<string, number>();
    const refusals = new Map<string, number>();
    for (let step = 0; step < STEPS; step++) {
      const act = world.next(step);
      const refused = await world.take(act);
      const tally = refused === undefined ? taken : refusals;
      const name = refused ?? act.fact.kind;
      tally.set(name, (tally.get(name) ?? 0) + 1);
      if (step % 4 === 3) await world.compare(step);
    }
    // A seed that never comes to something proves nothing of it.
    expect([...taken.keys()].sort()).to.deep.equal(
      [
        'CARRY',
        'INVOICE',
        'PAYMENT',
        'PAYMENT_DEEMED',
        'PAYMENT_REFUSED',
        'PAYMENT_REVERSED',
        'RECEIPT',
        'REFUND',
      ].concat(['REFUND_ORDER', 'VOID']),
    );
    expect([...refusals.keys()].sort()).to.include.members(['BILL_STATE', 'ORDER_UNKNOWN', 'PAYMENT_STATE']);
    expect(world.settled()).to.be.greaterThan(2);
  });
});

describe('the time to answer a payment', () => {
  it('ends by the ledger when it ends by the rule, on each day of three weeks', async () => {
    const house = await livedInHouse();
    const contractId = await sign(house, house.electricity, house.subscriber);
    const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
    const data = invoiceData(contractId);
    await bill.issue(data);
    const start = BigInt(await networkHelpers.time.latest());
    for (let day = 1n; day <= 21n; day++) {
      const time = start + day * 86_400n + day * 3_600n;
      await networkHelpers.time.increaseTo(time - 1n);
      await house.followChain();
      await networkHelpers.time.setNextBlockTimestamp(time);
      const paymentId = await bill.pay(bill.idFor(data), { value: 1n, blinding: day }, `day ${day}`);
      expect((await paymentOf(house, paymentId)).answerBy).to.equal(workingDaysEnd(time, 3));
    }
  });

  it('is the rest of the day and three working days more', () => {
    const monday = 1_796_601_600n + 3_600n;
    const day = 86_400n;
    const ends = [0n, 1n, 2n, 3n, 4n, 5n, 6n].map(
      (of) => (workingDaysEnd(monday + of * day, 3) - (monday - 3_600n)) / day,
    );
    expect(new Date(Number(monday) * 1000).getUTCDay()).to.equal(1);
    // Recorded on Monday: over with Thursday. From Wednesday on the weekend lies between.
    expect(ends).to.deep.equal([4n, 5n, 8n, 9n, 10n, 10n, 10n]);
  });
});

async function newWorld() {
  const house: House = await livedInHouse();
  const contractId = await sign(house, house.electricity, house.subscriber);
  const bill = biller(house, house.electricity, house.subscriber, 'billingLedger');
  const random = randomFrom(SEED);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[], otherwise: T): T => list[below(list.length)] ?? otherwise;
  const someAmount = (): Opening => ({ value: BigInt(below(4)), blinding: BigInt(1 + below(1_000_000)) });

  const values: PayableBook<Opening> = emptyBook(openings);
  const book: PayableBook<Point> = emptyBook(points);
  const known = new Map<Hex, Opening>();
  const drawn = new Map<Hex, Opening>();
  /** Orders that were given, whether they are carried out or not. */
  const ordered = new Set<Hex>();
  let series = 0;
  /** Orders hold for 30 days: there is time for so many. */
  let waits = 4;
  let settled = 0;
  const opened = (id: Hex): Opening => known.get(id) ?? openings.zero;
  const ofValues: AmountsOf<Opening> = {
    invoice: (invoiceId) => ({ lines: opened(invoiceId), drawn: drawn.get(invoiceId) ?? openings.zero }),
    payment: opened,
    order: opened,
  };
  const ofPoints: AmountsOf<Point> = {
    invoice: (_, data) => ({
      lines: data.declared.reduce((sum, { commitment }) => addPoints(sum, commitment), INFINITY),
      drawn: data.account,
    }),
    payment: (_, { commitment }) => commitment,
    order: (_, { commitment }) => commitment,
  };

  let latest: Opening = openings.zero;
  const invoice = (): Act => {
    const line = someAmount();
    const account = random() < 0.5 ? accountOf(values, contractId) : openings.zero;
    const data = invoiceData(contractId, {
      series: series++,
      dueDate: house.now + 60n * 86_400n,
      declared: [declared(LABEL.other, line)],
      account: point(account),
    });
    const invoiceId = bill.idFor(data);
    known.set(invoiceId, line);
    drawn.set(invoiceId, account);
    return { fact: { kind: 'INVOICE', data }, said: () => bill.issue(data), by: 'issuer' };
  };
  const payment = (step: number): Act => {
    const invoiceId = pick([...values.bills.keys()], idOf('none'));
    const amount = random() < 0.5 ? (values.bills.get(invoiceId)?.outstanding ?? someAmount()) : someAmount();
    latest = { value: amount.value, blinding: mod(amount.blinding + BigInt(step) + 1n) };
    const data = bill.payment(invoiceId, latest, `order ${step}`);
    return { fact: { kind: 'PAYMENT', data }, said: () => bill.payWith(data), by: 'portal' };
  };
  const aPayment = (): { paymentId: Hex; invoiceId: Hex } => {
    const paymentId = pick([...values.payments.keys()], idOf('none'));
    return {
      paymentId,
      invoiceId: values.payments.get(paymentId)?.invoiceId ?? pick([...values.bills.keys()], ZERO_32),
    };
  };
  const receipt = (): Act => {
    const { paymentId, invoiceId } = aPayment();
    const before = values.bills.get(invoiceId);
    const paid = values.payments.get(paymentId);
    const rest =
      before === undefined || paid === undefined
        ? openings.zero
        : counts(paid.state)
          ? before.outstanding
          : openings.subtract(before.outstanding, paid.amount);
    const settles = before?.state === 'issued' && rest.value === 0n;
    const opening = settles ? mod(rest.blinding) : 0n;
    const data = { invoiceId, paymentId, settles, opening, envelope: '0x' as const };
    return {
      fact: { kind: 'RECEIPT', data },
      said: () => bill.receipt(invoiceId, paymentId, settles ? opening : undefined),
      by: 'issuer',
    };
  };
  const acts: readonly ((step: number) => Act)[] = [
    invoice,
    payment,
    payment,
    payment,
    receipt,
    receipt,
    receipt,
    () => {
      const data = { ...aPayment(), reason: 1, envelope: '0x' as const };
      return {
        fact: { kind: 'PAYMENT_REFUSED', data },
        said: () => bill.refuse(data.invoiceId, data.paymentId),
        by: 'issuer',
      };
    },
    () => {
      const data = aPayment();
      return {
        fact: { kind: 'PAYMENT_DEEMED', data },
        said: () => bill.deem(data.invoiceId, data.paymentId),
        by: 'portal',
      };
    },
    () => {
      const data = { ...aPayment(), reason: 1 };
      return {
        fact: { kind: 'PAYMENT_REVERSED', data },
        said: () => bill.reverse(data.invoiceId, data.paymentId),
        by: 'portal',
      };
    },
    () => {
      const data = { invoiceId: pick([...values.bills.keys()], idOf('none')) };
      return { fact: { kind: 'CARRY', data }, said: () => bill.carry(data.invoiceId), by: 'issuer' };
    },
    () => {
      const invoiceId = pick([...values.bills.keys()], idOf('none'));
      const data = { invoiceId, lines: point(opened(invoiceId)), ranges: [], reason: 1 };
      return { fact: { kind: 'VOID', data }, said: () => bill.withdraw(data), by: 'issuer' };
    },
    () => {
      latest = { value: BigInt(1 + below(3)), blinding: BigInt(1 + below(1_000)) };
      const amount = latest;
      const data = { contractId, commitment: point(amount), envelope: '0x' as const };
      return { fact: { kind: 'REFUND_ORDER', data }, said: () => bill.order(contractId, amount), by: 'issuer' };
    },
    (step) => {
      const orderId = pick([...values.orders.keys()], idOf('none'));
      const said = { orderId, paymentReference: idOf(`bank ${step}`), paidAt: 0n };
      const proof = { t: INFINITY, z: 0n, zr: 0n };
      return {
        fact: { kind: 'REFUND', data: { ...said, proof } },
        said: () => bill.refund(orderId, opened(orderId), `bank ${step}`),
        by: 'portal',
      };
    },
  ];

  return {
    settled: () => settled,
    next(step: number): Act {
      return values.bills.size < 2 ? invoice() : (acts[below(acts.length)] ?? invoice)(step);
    },
    /** The contract first; both rules must then say the same. @returns the code of the refusal */
    async take({ fact, said, by }: Act): Promise<string | undefined> {
      if (fact.kind === 'PAYMENT_DEEMED') {
        // Whether it is time yet is the test before's; here it is.
        const paid = await paymentOf(house, fact.data.paymentId);
        const now = BigInt(await networkHelpers.time.latest());
        if (paid.answerBy > now && waits > 0) {
          await networkHelpers.time.increaseTo(paid.answerBy);
          waits -= 1;
        } else if (paid.answerBy > now && paid.state === 1) return 'too early';
      }
      const from = house[by === 'issuer' ? 'electricity' : 'portal'].address;
      let digest: Hex = ZERO_32;
      let wasTaken = true;
      try {
        digest = await said();
      } catch {
        wasTaken = false;
      }
      if (wasTaken && fact.kind === 'REFUND_ORDER') ordered.add(digest);
      if (wasTaken && (fact.kind === 'PAYMENT' || fact.kind === 'REFUND_ORDER')) known.set(digest, latest);
      const results = [
        refusalOf(() => applyPayable(values, { digest, from, fact }, ofValues)),
        refusalOf(() => applyPayable(book, { digest, from, fact }, ofPoints)),
      ];
      expect(results[0], fact.kind).to.equal(results[1]);
      expect(results[0] === undefined, `${fact.kind} ${results[0]}`).to.equal(wasTaken);
      if (wasTaken && fact.kind === 'RECEIPT' && fact.data.settles) settled += 1;
      return results[0];
    },
    async compare(step: number): Promise<void> {
      const account = await accountOnLedger(house, contractId);
      expect(account, `account after step ${step}`).to.deep.equal(accountOf(book, contractId));
      expect(account).to.deep.equal(point(accountOf(values, contractId)));
      let held = account;
      let owed = INFINITY;
      for (const [invoiceId, { outstanding, state, lines }] of book.bills) {
        const onLedger = await invoiceOf(house, invoiceId);
        expect(onLedger.outstanding).to.deep.equal(outstanding);
        expect(outstanding).to.deep.equal(point(values.bills.get(invoiceId)?.outstanding ?? openings.zero));
        expect(BILL_STATES[onLedger.state]).to.equal(state);
        held = addPoints(held, outstanding);
        if (state !== 'void') owed = addPoints(owed, lines);
      }
      for (const [paymentId, { state, amount }] of book.payments) {
        if (step % 40 === 39) expect(PAYMENT_STATES[(await paymentOf(house, paymentId)).state]).to.equal(state);
        if (counts(state)) owed = subtractPoints(owed, amount);
      }
      for (const orderId of ordered) if (!book.orders.has(orderId)) owed = addPoints(owed, point(opened(orderId)));
      expect(held, `balance after step ${step}`).to.deep.equal(owed);
    },
  };
}
