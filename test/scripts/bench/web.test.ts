import { expect } from 'chai';
import { missedLimits } from '../../../scripts/bench/missed-limits.ts';
import { benchWeb } from '../../../scripts/bench/web/bench-web.ts';
import { refusal } from '../../support/refusal.ts';

describe('the bench of the pages', () => {
  const { CHROMIUM_PATH } = process.env;
  afterEach(() => {
    if (CHROMIUM_PATH === undefined) delete process.env['CHROMIUM_PATH'];
    else process.env['CHROMIUM_PATH'] = CHROMIUM_PATH;
  });

  it('says that there is no browser before it starts a house for one', async () => {
    process.env['CHROMIUM_PATH'] = '/no/such/chromium';
    expect(await refusal(() => benchWeb({ months: 1 }))).to.equal('CHROMIUM_MISSING');
  });

  it('names every limit that is missed, and none that is met', () => {
    const figures = { a_ms: 5, a_ms_limit: 5, b_ms: 5.01, b_ms_limit: 5, c_ms: 7, d_limit: 1 };
    expect(missedLimits(figures)).to.deep.equal(['b_ms is 5.01, above 5']);
  });
});
