import { expect } from 'chai';
import { decodeTelegram } from '../../../../../oracle/gateway/decoders/decode-telegram.ts';
import { readJson, withFixtures } from '../support/fixtures.ts';

type Fixture = {
  expect: string | { time: string; volume_m3: string; oldest_m3?: string; history_hours?: number; tamper?: boolean };
};

describe('LoRaWAN corpus', () => {
  withFixtures('lorawan', (path) => {
    it('agrees with every example', () => {
      for (const fixture of readJson<Fixture[]>(`${path}examples.json`)) {
        const decoded = decodeTelegram({ format: 'lorawan', bytes: Buffer.from(JSON.stringify(fixture)) });
        if (typeof fixture.expect === 'string') {
          expect(decoded).to.include({ ok: false, code: 'PROFILE_WITHOUT_BASE' });
          continue;
        }
        expect(decoded.ok).to.equal(true);
        if (!decoded.ok) continue;
        const volumes = decoded.readings.filter(({ quantity }) => quantity === 'volume');
        expect(volumes[0]).to.include({ value: fixture.expect.volume_m3, unit: 'm3', storage: 0 });
        expect(fixture.expect.time.startsWith(volumes[0]?.time ?? 'none')).to.equal(true);
        if (fixture.expect.oldest_m3 !== undefined) expect(volumes.at(-1)?.value).to.equal(fixture.expect.oldest_m3);
        if (fixture.expect.history_hours !== undefined) expect(volumes).to.have.length(fixture.expect.history_hours);
        expect(decoded.flags?.includes('tamper') === true).to.equal(fixture.expect.tamper === true);
      }
    });
  });
});
