import { join } from 'node:path';
import { expect } from 'chai';
import { startApp } from '../../../app/server/main.ts';
import { appSettings } from '../../../app/server/settings.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { refusal } from '../../support/refusal.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

describe('the program of a portal', () => {
  it('refuses to run with a keystore that is not the portal of the network', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const overrides = {
      ...{ dataDir: join(folder.path, 'app'), port: 0, logLevel: 'silent', pages: false },
      ...{ replicaUrl: sealer.url, queueUrl: sealer.url },
    };
    const settings = readSettings(appSettings, { prefix: 'TEST_APP_', overrides });
    expect(await refusal(() => startApp(settings, new AbortController().signal))).to.equal('NOT_THE_PORTAL');
  });
});
