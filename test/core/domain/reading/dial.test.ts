import { expect } from 'chai';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { shownOf, unwrapRegister, wrapOf } from '../../../../core/domain/reading/dial.ts';
import { randomFrom } from '../../../support/random-from.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof InputError ? error.code : String(error);
  }
  return 'taken';
};

describe('a counter that begins again at zero', () => {
  it('is refused with digits that no register could count', () => {
    for (const [digits, scale, exponent] of [
      [0, 1, 0],
      [19, 0, 18],
      [1, 18, 0],
      [3, -3, 0],
    ] as const)
      expect(codeOf(() => wrapOf({ digits, scale, exponent }))).to.equal('DIGITS_OUT_OF_RANGE');
  });

  it('cannot show more than its digits, nor a register that frames have no room for', () => {
    expect(codeOf(() => unwrapRegister(100_000n, 5n, 100_000n))).to.equal('DIGITS_EXCEEDED');
    const wrap = 10n ** 18n;
    expect(codeOf(() => unwrapRegister(500_000_000_000_000_000n, 18n * wrap + wrap / 4n, wrap))).to.equal(
      'DIGITS_EXCEEDED',
    );
  });

  it('begins again behind ten to its digits, of what the last of them counts', () => {
    expect(wrapOf({ digits: 0, scale: 0, exponent: -3 })).to.equal(undefined);
    expect(wrapOf({ digits: 8, scale: -3, exponent: -3 })).to.equal(10n ** 8n);
    // Five digits of kWh, counted in Wh; litres that the dial shows in tenths.
    expect(wrapOf({ digits: 5, scale: 3, exponent: 0 })).to.equal(10n ** 8n);
    expect(wrapOf({ digits: 9, scale: -4, exponent: -3 })).to.equal(10n ** 8n);
  });

  it('is taken for the nearest register, so that a jump back of more than half its range alone is a new turn', () => {
    const wrap = 100_000n;
    const cases: [shown: bigint, before: bigint | undefined, register: bigint][] = [
      [7n, undefined, 7n],
      [10n, 99_990n, 100_010n],
      [5n, 60_000n, 100_005n],
      [5n, 40_000n, 5n],
      [99_990n, 5n, 99_990n],
      [99_990n, 300_005n, 299_990n],
      [20n, 300_005n, 300_020n],
      [0n, 99_999n, 100_000n],
    ];
    for (const [shown, before, register] of cases)
      expect(unwrapRegister(shown, before, wrap), `${shown} behind ${before}`).to.equal(register);
    expect(unwrapRegister(5n, 40_000n, undefined)).to.equal(5n);
    expect([shownOf(300_005n, wrap), shownOf(300_005n, undefined)]).to.deep.equal([5n, 300_005n]);
  });

  it('gives back every register that rises by less than half a turn', () => {
    const random = randomFrom(1);
    for (const wrap of [10n, 1_000n, 10n ** 8n, 10n ** 15n]) {
      let register = 0n;
      for (let step = 0; step < 300; step++) {
        const next = register + (BigInt(Math.floor(random() * 1_000_000)) * (wrap / 2n)) / 1_000_001n;
        expect(unwrapRegister(shownOf(next, wrap), register, wrap)).to.equal(next);
        register = next;
      }
    }
  });
});
