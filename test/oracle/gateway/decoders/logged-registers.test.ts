import { expect } from 'chai';
import { formatDecimal } from '../../../../core/domain/bytes/decimal.ts';
import { loggedRegisters } from '../../../../oracle/gateway/decoders/logged-registers.ts';
import { decodeMbus } from '../../../../oracle/gateway/decoders/mbus/decode-mbus.ts';
import { readAt, statedTime } from '../../../../oracle/gateway/decoders/stated-time.ts';
import { meterFrame } from './support/hex.ts';

const MIDNIGHT = '00 00 41 3A';
const NOW = '04 03 39 30 00 00';

function logged(records: string): string[] {
  const decoded = decodeMbus(meterFrame(records));
  if (!decoded.ok) throw new Error(decoded.message);
  return loggedRegisters(decoded).map(
    ({ obis, value, unit, time }) => `${time} ${obis} ${formatDecimal(value)} ${unit}`,
  );
}

describe('loggedRegisters', () => {
  describe('takes nothing from', () => {
    const cases: readonly [string, string][] = [
      ['the register of now', `${NOW} 04 6D ${MIDNIGHT}`],
      ['a storage without a time', `${NOW} 44 03 38 30 00 00`],
      ['a storage that says a date alone', `${NOW} 44 03 38 30 00 00 42 6C 41 3A`],
      ['a storage of two times', `${NOW} 44 03 38 30 00 00 44 6D ${MIDNIGHT} 44 6D 00 01 41 3A`],
      ['a storage whose time is of a maximum', `${NOW} 44 03 38 30 00 00 54 6D ${MIDNIGHT}`],
      ['the time of another storage', `${NOW} 44 03 38 30 00 00 84 01 6D ${MIDNIGHT}`],
      ['a profile without its base', `${NOW} 4D 83 93 13 04 62 01 27 01`],
    ];
    for (const [what, records] of cases) it(what, () => expect(logged(records)).to.deep.equal([]));
  });

  it('names each storage with its own time', () => {
    const two = `44 03 38 30 00 00 44 6D ${MIDNIGHT} 84 01 03 37 30 00 00 84 01 6D 00 17 5E 39`;
    expect(logged(`${NOW} ${two}`)).to.deep.equal([
      '2026-10-01T00:00 1-0:1.8.0*255 12344 Wh',
      '2026-09-30T23:00 1-0:1.8.0*255 12343 Wh',
    ]);
  });
});

describe('statedTime', () => {
  it('refuses what is no time of day, has no known offset, and any time of a meter whose clock is not believed', () => {
    for (const text of [undefined, '', '2026-10-01', '21:13:36', '2026-10-01T00:00', '2026-13-01T00:00Z'])
      expect(statedTime(text, undefined), text).to.equal(undefined);
    expect(statedTime('2026-10-01T00:00:00Z', 'none')).to.equal(undefined);
  });

  it('goes by the offset that stands in the text, else by that of the clock', () => {
    expect(statedTime('2026-10-01T00:00', '+03:00')).to.equal(1_790_802_000n);
    expect(statedTime('2026-09-30T21:00:00Z', '+07:00')).to.equal(1_790_802_000n);
    expect(statedTime('2026-10-01T00:00:00.250+03:00', undefined)).to.equal(1_790_802_000n);
  });
});

describe('readAt', () => {
  it('goes by when a reading was heard where the clock of the meter cannot be right', () => {
    expect(readAt(10_000_000n, undefined)).to.equal(10_000_000n);
    expect(readAt(10_000_000n, 10_000_001n)).to.equal(10_000_000n);
    expect(readAt(10_000_000n, 10_000_000n - 30n * 86_400n - 1n)).to.equal(10_000_000n);
    expect(readAt(10_000_000n, 10_000_000n - 30n * 86_400n)).to.equal(10_000_000n - 30n * 86_400n);
  });
});
