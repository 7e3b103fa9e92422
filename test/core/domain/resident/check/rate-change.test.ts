import { expect } from 'chai';
import { periodStart } from '../../../../../core/domain/billing/period.ts';
import { ZERO_32 } from '../../../../../core/domain/bytes/hex.ts';
import { checkBill, type BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import { actors, billWorld, EARLIER, network, PERIOD, RATE, record } from '../bill-fixture.ts';

const START = periodStart(PERIOD, network.timeZone);
const END = periodStart(PERIOD + 1, network.timeZone);
/** The second that a frame on time would have closed the line at. */
const CHANGED = END - 420n;
const DEARER = 6_000_000_000n;
const AFTERWARDS = END + 86_400n * 30n;

/** The report on a bill whose line goes over a change of the rate, by the rate that the issuer counted with. */
async function reportOn(rate: bigint, publishedAt = EARLIER): Promise<BillReport> {
  const { evidence } = await billWorld(rate);
  const later = { resource: 1, zone: 0, mantissa: 6n, exponent: -3, validFrom: CHANGED };
  const rates = [...evidence.rates, record('RATE', 'provider', 'company', 'tariffs', ZERO_32, later, publishedAt)];
  const policy = { witnesses: [], required: 0 };
  return await checkBill({ network, account: actors.subscriber, policy, now: 0n, evidence: { ...evidence, rates } });
}

function arithmeticOf({ checks }: BillReport): string {
  const check = checks.find(({ name }) => name === 'arithmetic');
  return `${check?.state} ${check?.code ?? ''}`.trim();
}

describe('a bill over a change of the rate', () => {
  const seconds = END - START;
  const mean = (RATE * (seconds - 420n) + DEARER * 420n + seconds / 2n) / seconds;

  it('H5: is refused by either of the two rates alone, and by any other than the mean', async () => {
    expect(arithmeticOf(await reportOn(RATE))).to.equal('failed LINE_RATE_WRONG');
    expect(arithmeticOf(await reportOn(DEARER))).to.equal('failed LINE_RATE_WRONG');
    expect(arithmeticOf(await reportOn(mean + 1n))).to.equal('failed LINE_RATE_WRONG');
  });

  it('passes by the rate of its own moment when another one is published afterwards that begins within its line', async () => {
    const report = await reportOn(RATE, AFTERWARDS);
    expect(arithmeticOf(report)).to.equal('passed');
    expect(report.lineRates?.map(({ parts }) => parts.length)).to.deep.equal([1]);
  });

  it('H5: passes by the mean of both, and says of what it is the mean', async () => {
    const report = await reportOn(mean);
    expect(arithmeticOf(report)).to.equal('passed');
    const parts = [
      { rate: RATE, seconds: seconds - 420n },
      { rate: DEARER, seconds: 420n },
    ];
    expect(report.lineRates).to.deep.equal([{ rate: mean, parts }]);
  });
});
