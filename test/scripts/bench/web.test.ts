import { expect } from 'chai';
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
});
