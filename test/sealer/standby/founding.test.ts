import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { refusal } from '../../support/refusal.ts';
import { replicaSettingsOf } from '../replica/support/replica-settings.ts';
import { COMPANY, startCompany } from '../support/company.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

describe('a network', () => {
  it('is founded by nothing that is missing: neither a setting nor a lost network.json', async () => {
    using folder = tempFolder();
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), SIGNAL);
    const data = join(folder.path, 'sealer');
    const kept = { keeper: keeper.url, keeperToken: keeper.tokenFile };
    for (const over of [{}, kept])
      expect(await refusal(() => startCompany(data, { ...over, found: false }))).to.equal('FOUNDING_UNSAID');
    expect(await refusal(() => startCompany(data, { ...kept, portal: COMPANY.address }))).to.equal('COMPANY_IS_PORTAL');
    await (await startCompany(data, kept))[Symbol.asyncDispose]();
    await (await startCompany(data, { ...kept, found: false }))[Symbol.asyncDispose]();
    rmSync(join(data, 'network.json'));
    expect(await refusal(() => startCompany(data, { ...kept, found: false }))).to.equal('FOUNDING_UNSAID');
  });

  it('that others have not read yet can be read while its sealer waits for them', async () => {
    using folder = tempFolder();
    const [port = 0, replicaPort = 0] = await freePorts(2);
    const data = join(folder.path, 'sealer');
    await (await startCompany(data, { heartbeat: '1h' }))[Symbol.asyncDispose]();
    const starting = startCompany(data, { port, foreignReplicas: `http://127.0.0.1:${replicaPort}` });
    const own = replicaSettingsOf(join(folder.path, 'replica'), `http://127.0.0.1:${port}`, { port: replicaPort });
    await using replica = await startReplica(own, SIGNAL);
    await using sealer = await starting;
    expect(replica.network).to.deep.equal(sealer.network);
  });

  it('is founded by the sealer that is told to, though it knows the other one, and never beside another without a keeper', async () => {
    using folder = tempFolder();
    const [port] = await freePorts(1);
    const primaryUrl = `http://127.0.0.1:${port}`;
    const data = join(folder.path, 'sealer');
    expect(await refusal(() => startCompany(data, { primaryUrl, found: true }))).to.equal('PRIMARY_WITHOUT_KEEPER');
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), SIGNAL);
    const kept = { keeper: keeper.url, keeperToken: keeper.tokenFile };
    await using sealer = await startCompany(data, { ...kept, primaryUrl, found: true });
    expect(sealer.role()).to.equal('sealer');
  });
});
