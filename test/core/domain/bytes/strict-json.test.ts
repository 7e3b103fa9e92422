import { expect } from 'chai';
import { isRecord } from '../../../../core/domain/bytes/is-record.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { strictFields, type FieldOptions, type FieldReader } from '../../../../core/domain/bytes/strict-json.ts';
import { refusal } from '../../../support/refusal.ts';

const open = (value: unknown, options?: FieldOptions): FieldReader =>
  strictFields(value, ['field'], 'The thing', 'THING_INVALID', options);
const refused = (read: () => unknown): Promise<string> => refusal(read);

describe('strict JSON', () => {
  it('refuses what is no object, and members that are missing or unknown, all named at once', async () => {
    for (const value of [null, undefined, 5, 'field', [], ['field']])
      expect(await refused(() => open(value)), JSON.stringify(value)).to.equal('THING_INVALID');
    expect(() => open({ other: 1, 'third one': 2 })).to.throw(
      'The thing: field is missing, other is unknown, third one is unknown.',
    );
    // A name that every object has by its prototype is none of its members.
    expect(await refused(() => strictFields({}, ['toString'], 'The thing', 'THING_INVALID'))).to.equal('THING_INVALID');
  });

  it('lets only those members be missing, and only those programs say more, that it is told of', async () => {
    expect(open({ field: '1' }, { optional: ['note'] }).has('note')).to.equal(false);
    expect(open({ field: '1', note: null }, { optional: ['note'] }).has('note')).to.equal(true);
    expect(await refused(() => open({ note: '1' }, { optional: ['note'] }))).to.equal('THING_INVALID');
    expect(open({ field: '1', news: 2 }, { extra: true }).text('field')).to.equal('1');
    expect(await refused(() => open({ news: 2 }, { extra: true }))).to.equal('THING_INVALID');
  });

  it('refuses integers in another form than the shortest decimal text', async () => {
    for (const field of [5, '05', '+5', '-0', '5.0', '5e3', '0x5', ' 5', '5\n', '', null, '9'.repeat(78)]) {
      const reader = open({ field });
      expect(await refused(() => reader.integer('field')), JSON.stringify(field)).to.equal('THING_INVALID');
      expect(await refused(() => reader.uint64('field')), JSON.stringify(field)).to.equal('THING_INVALID');
    }
    expect(open({ field: '-5' }).integer('field')).to.equal(-5n);
  });

  it('refuses as 64 bits what is negative or larger', async () => {
    expect(open({ field: '18446744073709551615' }).uint64('field')).to.equal(2n ** 64n - 1n);
    for (const field of ['18446744073709551616', '-1'])
      expect(await refused(() => open({ field }).uint64('field')), field).to.equal('THING_INVALID');
  });

  it('refuses whole numbers outside their limits, and texts and fractions in their place', async () => {
    for (const field of [0, 5]) expect(open({ field }).whole('field', 0, 5)).to.equal(field);
    for (const field of [-1, 6, 0.5, '3', null, true])
      expect(await refused(() => open({ field }).whole('field', 0, 5)), JSON.stringify(field)).to.equal(
        'THING_INVALID',
      );
  });

  it('refuses hex of another length or case, but an address in either case where others write it', async () => {
    expect(open({ field: '0xab' }).hex('field', 1)).to.equal('0xab');
    for (const field of ['0xAB', 'ab', '0xa', '0xabab', '0xzz', 5])
      expect(await refused(() => open({ field }).hex('field', 1)), String(field)).to.equal('THING_INVALID');
    expect(open({ field: '0xAB' }).mixedHex('field', 1)).to.equal('0xab');
    for (const field of ['ab', '0xa', '0xabab', '0xzz', 5])
      expect(await refused(() => open({ field }).mixedHex('field', 1)), String(field)).to.equal('HEX_INVALID');
  });

  it('refuses lists that are none or longer than told, and texts of another pattern or length', async () => {
    expect(open({ field: [1, 2] }).list('field', 2)).to.deep.equal([1, 2]);
    for (const field of [[1, 2, 3], { length: 1 }, 'ab', null])
      expect(await refused(() => open({ field }).list('field', 2)), JSON.stringify(field)).to.equal('THING_INVALID');
    for (const field of ['abcd', 'AB', 5])
      expect(await refused(() => open({ field }).text('field', /^[a-z]*$/, 3)), String(field)).to.equal(
        'THING_INVALID',
      );
  });

  it('finds no members in what is no object', () => {
    for (const value of [null, undefined, [1], 'text', 5]) {
      expect(isRecord(value)).to.equal(false);
      expect(looseFields(value)).to.deep.equal({});
    }
    expect(looseFields({ a: 1 })).to.deep.equal({ a: 1 });
  });
});
