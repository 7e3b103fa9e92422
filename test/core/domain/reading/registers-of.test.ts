import { expect } from 'chai';
import type { DayContent } from '../../../../core/domain/reading/day-packet.ts';
import type { Payload } from '../../../../core/domain/reading/payload.ts';
import { registersOf } from '../../../../core/domain/reading/registers-of.ts';

const HOUR = 3_600n;
const START = 1_790_000_000n;
type Said = { frame: { time: bigint }; payload: Payload };

const single = (hour: bigint, mantissa: bigint): Said => ({
  frame: { time: START + hour * HOUR },
  payload: { kind: 'single', exponent: 0, mantissa },
});
/** A day of three hours that ends at this one. */
const day = (
  hour: bigint,
  mantissas: DayContent['mantissas'],
  late: [hour: bigint, mantissa: bigint][] = [],
): Said => ({
  frame: { time: START + hour * HOUR },
  payload: {
    kind: 'day',
    exponent: 0,
    mantissas,
    late: late.map(([at, mantissa]) => ({ back: Number(hour - at) * 60, mantissa })),
  },
});
const told = (readings: Said[]): unknown => {
  const { registers, refused } = registersOf(readings);
  const hourOf = (time: bigint): number => Number((time - START) / HOUR);
  return {
    registers: registers.map(({ time, value, late }) => `${hourOf(time)}: ${value}${late ? ' late' : ''}`),
    refused: refused.map(({ time, value, code }) => `${hourOf(time)}: ${value} ${code}`),
  };
};

describe('registers of frames', () => {
  it('do not take a late value of a time that a frame spoke of, even one that says the same', () => {
    expect(told([single(0n, 5n), day(3n, [6n, 7n, 8n]), day(6n, [9n, 9n, 9n], [[2n, 7n]])])).to.deep.equal({
      registers: ['0: 5', '1: 6', '2: 7', '3: 8', '4: 9', '5: 9', '6: 9'],
      refused: ['2: 7 LATE_KNOWN'],
    });
  });

  it('do not take a late value that is not between its neighbours', () => {
    for (const value of [4n, 9n])
      expect(
        told([single(0n, 5n), day(3n, [undefined, undefined, 8n]), day(6n, [9n, 9n, 9n], [[1n, value]])]),
      ).to.deep.include({
        refused: [`1: ${value} LATE_IMPLAUSIBLE`],
      });
  });

  it('hold late values to each other: the first of one time counts, and none contradicts one that was taken', () => {
    const readings = [
      single(0n, 5n),
      day(3n, [undefined, undefined, 9n]),
      day(6n, [9n, 9n, 9n], [[1n, 8n]]),
      day(
        9n,
        [9n, 9n, 9n],
        [
          [1n, 6n],
          [2n, 7n],
        ],
      ),
    ];
    expect(told(readings)).to.deep.include({ refused: ['1: 6 LATE_KNOWN', '2: 7 LATE_IMPLAUSIBLE'] });
  });

  it('put a late value into its hour, at the bounds of its neighbours too', () => {
    const readings = [
      single(0n, 5n),
      day(3n, [undefined, undefined, 8n]),
      day(
        6n,
        [9n, undefined, 9n],
        [
          [1n, 5n],
          [2n, 8n],
        ],
      ),
    ];
    expect(told(readings)).to.deep.equal({
      registers: ['0: 5', '1: 5 late', '2: 8 late', '3: 8', '4: 9', '6: 9'],
      refused: [],
    });
  });

  it('say nothing of a late value from before all that is at hand', () => {
    expect(told([day(6n, [9n, 9n, 9n], [[1n, 5n]])])).to.deep.equal({
      registers: ['4: 9', '5: 9', '6: 9'],
      refused: [],
    });
  });
});
