import { expect } from 'chai';
import fc from 'fast-check';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { DAY_LENGTH, decodeDay, encodeDay, fitsDay, fitsLate } from '../../../../core/domain/reading/day-packet.ts';
import type { DayContent } from '../../../../core/domain/reading/day-packet.ts';
import { decodePayload } from '../../../../core/domain/reading/payload.ts';
import { refusal } from '../../../support/refusal.ts';

const EXPONENT = Uint8Array.of(0);
const encode = (day: DayContent): Uint8Array => encodeDay(EXPONENT, day);

/** A packet with these places, and pairs of minutes back and units below. */
function bytesOf(count: number, last = 0, rises: number[] = [], pairs: [number, number][] = []): Uint8Array {
  const bytes = new Uint8Array(DAY_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes.set([2, 0, count]);
  view.setBigUint64(3, BigInt(last));
  for (const [place, rise] of rises.entries()) view.setUint16(11 + 2 * place, rise);
  for (const [index, [back, below]] of pairs.entries()) {
    view.setUint16(59 + 6 * index, back);
    view.setUint32(61 + 6 * index, below);
  }
  return bytes;
}

describe('a day packet', () => {
  it('is refused in any other form than its one encoding', async () => {
    const wrong: Record<string, Uint8Array> = {
      'no place': bytesOf(0),
      'too many places': bytesOf(26),
      'a byte too few': bytesOf(2).subarray(1),
      'a place behind the last hour': bytesOf(3, 7, [0, 0, 1]),
      'a day that begins below zero': bytesOf(2, 7, [8]),
      'a late value of the packet’s own day': bytesOf(2, 7, [1], [[119, 3]]),
      'a late value below zero': bytesOf(2, 7, [1], [[120, 8]]),
      'a late value at no time': bytesOf(2, 7, [1], [[0, 3]]),
      'one twice': bytesOf(
        2,
        7,
        [1],
        [
          [120, 3],
          [120, 3],
        ],
      ),
      'the newer one first': bytesOf(
        2,
        7,
        [1],
        [
          [120, 3],
          [180, 4],
        ],
      ),
      'an empty place before a late value': bytesOf(
        2,
        7,
        [1],
        [
          [0, 0],
          [180, 4],
        ],
      ),
    };
    for (const [name, bytes] of Object.entries(wrong)) {
      expect(decodeDay(bytes), name).to.equal(undefined);
      expect(await refusal(() => decodePayload(bytes)), name).to.equal('PAYLOAD_MALFORMED');
    }
    const right = bytesOf(
      2,
      7,
      [1],
      [
        [180, 4],
        [120, 3],
      ],
    );
    expect(decodeDay(right)).to.deep.equal({
      mantissas: [6n, 7n],
      late: [
        { back: 180, mantissa: 3n },
        { back: 120, mantissa: 4n },
      ],
    });
  });

  it('is not made of what does not fit', async () => {
    const wrong: DayContent['mantissas'][] = [
      [],
      Array.from({ length: 26 }, (_, hour) => BigInt(hour)),
      [5n, 4n],
      [0n, 65_535n],
      [5n, undefined, 4n],
      [5n, undefined],
      [0n, undefined],
      [0n, undefined, 65_535n],
    ];
    for (const mantissas of wrong) {
      expect(fitsDay(mantissas)).to.equal(false);
      expect(await refusal(() => encode({ mantissas, late: [] }))).to.equal('PAYLOAD_MALFORMED');
    }
    expect(await refusal(() => encode({ mantissas: [2n ** 64n], late: [] }))).to.equal('INTEGER_RANGE');
    expect(fitsDay([0n, 65_534n])).to.equal(true);
    expect(fitsDay([undefined, 0n])).to.equal(true);
    const late = (...backs: number[]): DayContent['late'] => backs.map((back) => ({ back, mantissa: 1n }));
    for (const each of [late(200, 300), late(200, 200), late(400, 300, 200), late(59), late(65_536)])
      expect(await refusal(() => encode({ mantissas: [9n], late: each }))).to.equal('PAYLOAD_MALFORMED');
  });

  it('has room for late values of up to 45 days, of its own register or up to 2^32 - 1 below it', () => {
    const day = { hours: 24, last: 2n ** 33n };
    const fits = (back: number, mantissa: bigint): boolean => fitsLate({ back, mantissa }, day);
    expect([fits(1_440, day.last), fits(65_535, day.last - 2n ** 32n + 1n)]).to.deep.equal([true, true]);
    expect([fits(1_439, day.last), fits(65_536, day.last)]).to.deep.equal([false, false]);
    expect([fits(1_440, day.last + 1n), fits(1_440, day.last - 2n ** 32n)]).to.deep.equal([false, false]);
    expect(fitsLate({ back: 1_440, mantissa: -1n }, { hours: 24, last: 5n })).to.equal(false);
  });

  it('comes back as it was, and has one length whatever it says', () => {
    const rise = fc.bigInt({ min: 0n, max: 3_000n });
    const day = fc
      .record({
        first: fc.bigInt({ min: 0n, max: 2n ** 62n }),
        rises: fc.array(fc.tuple(rise, fc.boolean()), { minLength: 0, maxLength: 24 }),
        backs: fc.uniqueArray(fc.integer({ min: 25 * 60, max: 65_535 }), { maxLength: 2 }),
        below: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }),
      })
      .map(({ first, rises, backs, below }): DayContent => {
        let last = first;
        const mantissas: DayContent['mantissas'] = rises.map(
          ([by, isRead]) => ((last += by), isRead ? last : undefined),
        );
        mantissas.push(last);
        const mantissa = last > below ? last - below : 0n;
        return {
          mantissas,
          late: last - mantissa > below ? [] : backs.sort((a, b) => b - a).map((back) => ({ back, mantissa })),
        };
      });
    fc.assert(
      fc.property(day, (content) => {
        const bytes = encode(content);
        expect(bytes).to.have.length(DAY_LENGTH);
        expect(decodeDay(bytes)).to.deep.equal(content);
      }),
    );
  });

  it('has one encoding only: what is read is written as it came', () => {
    const near = fc
      .tuple(fc.nat(30), fc.nat(300), fc.array(fc.constantFrom(0, 1, 9, 0xffff), { maxLength: 24 }))
      .chain(([count, last, rises]) =>
        fc
          .array(fc.tuple(fc.constantFrom(0, 60, 120, 1_500, 65_535), fc.constantFrom(0, 1, 200)), { maxLength: 2 })
          .map((pairs) => bytesOf(count, last, rises, pairs)),
      );
    fc.assert(
      fc.property(near, (bytes) => {
        const day = decodeDay(bytes);
        if (day !== undefined) expect(toHex(encode(day))).to.equal(toHex(bytes));
      }),
      { numRuns: 2_000 },
    );
  });
});
