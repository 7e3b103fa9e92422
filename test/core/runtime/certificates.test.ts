import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { certificateWork, LATE_DAYS, leastDaysLeft } from '../../../core/runtime/tls/certificate-work.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

const MAKER = fileURLToPath(new URL('../../../network/mosquitto/make-certificates.sh', import.meta.url));

describe('a certificate of which few days are left', function () {
  const folder = tempFolder();
  const at = (name: string): string => join(folder.path, name);
  before(function () {
    if (spawnSync('openssl', ['version']).status !== 0) this.skip();
    const make = (days: string, ...words: string[]): void =>
      void expect(
        spawnSync('sh', [MAKER, folder.path, ...words], { env: { ...process.env, DAYS: days } }).status,
      ).to.equal(0);
    make('20', 'gateway', 'house-1');
    make('397', 'collector');
  });
  after(() => folder[Symbol.dispose]());

  it('is late work from a week before its end, by the first of several to end; one that cannot be read has ended', () => {
    const [soon, late] = [at('gateway-house-1.crt'), at('collector.crt')];
    const now = Date.now();
    expect(leastDaysLeft([undefined, undefined], now)).to.equal(undefined);
    expect(certificateWork([undefined], now)).to.deep.equal([]);
    expect(leastDaysLeft([late, soon, undefined], now)).to.be.within(19, 20);
    const waits = (atMs: number): number | undefined => certificateWork([late, soon], atMs)[0]?.waitsSeconds;
    expect(waits(now)).to.equal(undefined);
    const day = 86_400_000;
    expect(waits(now + 12 * day)).to.equal(undefined);
    expect(waits(now + 14 * day)).to.be.within(86_000, 87_000);
    // Renewed, it is read anew.
    copyFileSync(late, soon);
    expect(waits(now + 14 * day)).to.equal(undefined);
    writeFileSync(soon, 'none');
    expect(waits(now)).to.equal(LATE_DAYS * 86_400);
    rmSync(soon);
    expect(waits(now)).to.equal(LATE_DAYS * 86_400);
  });
});
