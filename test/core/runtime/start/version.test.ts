import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createMetrics } from '../../../../core/runtime/metrics.ts';
import { VERSION } from '../../../../core/runtime/start/version.ts';
import { runCli } from '../../../support/run-cli.ts';

describe('the version', () => {
  it('is that of the package, and told by the command line and by metrics', async () => {
    const file = new URL('../../../../package.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.have.property('version', VERSION);
    const { code, stdout, stderr } = await runCli(['--version']);
    expect([code, stdout, stderr]).to.deep.equal([0, `${VERSION}\n`, '']);
    const page = await createMetrics('domledger_x_', { processMetrics: true }).text();
    expect(page).to.include(`domledger_x_build_info{version="${VERSION}"} 1`);
  });
});
