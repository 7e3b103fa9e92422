import { expect } from 'chai';
import fc from 'fast-check';
import { encodeReceipt, receiptRoom } from '../../../../core/domain/billing/bill-settle.ts';
import { billRoom, encodeBill, type BillContent } from '../../../../core/domain/billing/bill.ts';
import {
  contractRoom,
  encodeContractContent,
  encodeContractForm,
} from '../../../../core/domain/billing/contract-terms.ts';
import { padContent } from '../../../../core/domain/crypto/padding.ts';
import { ORDER } from '../../../../core/domain/crypto/commitment.ts';
import { bytes32, CONTRACT, METER, meteredTerms, PROVIDER, SUBSCRIBER } from './bill-sample.ts';

const upTo = (most: bigint): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(0n, 1n, most), fc.bigInt({ min: 0n, max: most })).map(String);
const amount = upTo(10n ** 24n - 1n);
const register = upTo(10n ** 12n - 1n);
const metered = fc.record({
  meterId: fc.constant(METER),
  obis: fc.constant('0x0100010800ff' as const),
  zone: fc.constant('0'),
  unit: fc.constant('1'),
  exponent: fc.constant('-3'),
  openSequence: upTo(99_999n),
  openTime: fc.constant('1790802000'),
  openValue: register,
  closeSequence: upTo(99_999n),
  closeTime: fc.constant('1793480400'),
  closeValue: register,
  volume: register,
  rate: upTo(10n ** 15n),
  amount,
});
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', '×', 'м'), maxLength, size: 'max' });
const declared = fc.record({
  label: fc.constant('2'),
  text: words(65),
  derivation: fc.record({ formula: words(100), act: words(50), point: words(50) }),
  amount: amount.map((digits) => (digits === '0' ? digits : `-${digits}`)),
  blinding: upTo(ORDER - 1n),
});

function bill(over: Pick<BillContent, 'metered' | 'declared' | 'total'>): BillContent {
  return {
    version: '1',
    invoiceId: bytes32(2),
    contractId: CONTRACT,
    issuer: PROVIDER,
    subscriber: SUBSCRIBER,
    period: '202610',
    series: '0',
    resource: '1',
    currency: 'RUB',
    account: { amount: '-999999999999000000000000', blinding: '1'.repeat(77) },
    dueDate: '1794776399',
    rounding: { carriedIn: '-5000000000', carriedOut: '-5000000000' },
    rules: 'ru-2026-03',
    ...over,
  };
}

describe('padded contents', () => {
  it('refuse to tell the figures of a bill: M5, those of as many lines have one length whatever stands in them', () => {
    const shapes = fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(
        shapes.chain(([m, d]) => fc.tuple(lines(metered, m), lines(declared, d), amount)),
        ([m, d, total]) => {
          const content = bill({ metered: m, declared: d, total });
          expect(encodeBill(content).length).to.be.at.most(billRoom(content));
          const empty = padContent(new Uint8Array(), billRoom(content)).length;
          expect(padContent(encodeBill(content), billRoom(content)).length).to.equal(empty);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuse to tell the figures of a receipt, which has one length for bills of as many lines', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), amount, (allocation, money) => {
        const ids = { invoiceId: bytes32(2), paymentId: bytes32(3) };
        const amounts = { amount: money, total: money, paid: money, outstanding: money, allocation };
        const content = encodeReceipt({ version: '1', ...ids, ...amounts });
        expect(content.length).to.be.at.most(receiptRoom(allocation.length));
      }),
      { numRuns: 300 },
    );
  });

  it('refuse to tell area, residents and norm of a contract, whose length follows from the number of its meters', () => {
    for (let meters = 0; meters < 16; meters++)
      for (const [area, residents, norm] of [
        ['0', '0', null],
        ['12345.67', '999', '12345.678'],
      ] as const) {
        const meterIds = Array.from({ length: meters }, (_, i) => bytes32(i));
        const terms = meteredTerms({ meterIds, area, residents, norm, installation: 'impossible', exponent: '-3' });
        const { version, resource, provider, subscriber, from } = terms;
        const form = { version, resource, provider, subscriber, meterIds, area, residents, from };
        expect(encodeContractContent({ salt: bytes32(1), terms }).length).to.be.at.most(contractRoom(terms));
        expect(encodeContractForm(form).length).to.be.at.most(contractRoom(form));
      }
  });
});

function lines<T>(line: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> {
  return fc.array(line, { minLength: count, maxLength: count });
}
