import { expect } from 'chai';
import { missedLimits } from '../../../scripts/bench/limits.ts';
import { benchRest, withLimits } from '../../../scripts/bench/rest/bench-rest.ts';
import { refusal } from '../../support/refusal.ts';

const WELL = { rest_pss_mib: 1_638, rest_app_rss_mib: 350, rest_cpu_percent: 5, rest_log_kib_an_hour: 10 };

describe('the bench of a system at rest', () => {
  it('refuses machines that do not tell what processes take', async () => {
    expect(await refusal(() => benchRest({}, 'darwin'))).to.equal('REST_UNMEASURED');
  });

  it('names each limit that is missed or was not measured', () => {
    expect(missedLimits(withLimits({ ...WELL, rest_rss_mib: 9_999 }))).to.deep.equal([]);
    for (const [name, limit] of Object.entries(WELL)) {
      expect(missedLimits(withLimits({ ...WELL, [name]: limit + 1 }))).to.deep.equal([
        `${name} is ${limit + 1}, promised is at most ${limit}`,
      ]);
      const { [name]: _, ...unmeasured }: Record<string, number> = WELL;
      expect(missedLimits(withLimits(unmeasured))).to.have.length(1);
    }
  });
});
