import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { readLostKey } from '../../../sealer/lost-key/lost-key-file.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { commandsOf, witnessedCompany } from '../../support/lost-key/witnessed-company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

describe('domledger seal-key next, request, sign, name', () => {
  it('lead from a lost key to the file with which the sealer starts, and say what is missing on the way', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    const data = at('sealer');
    let ago = WITNESS_STANDING + 3_600n;
    const settings = { ...(await witnessedCompany(folder.path)), heartbeat: '1s' };
    {
      await using _founding = await startCompany(data, settings, () => Date.now() - Number(ago) * 1000);
    }
    ago = 0n;
    // One block of today, and then none for an hour: the commands ask the clock of their own processes.
    {
      await using once = await startCompany(data, settings);
      await once.chain.waitFor(2n, 20_000, new AbortController().signal);
    }
    await using sealer = await startCompany(data, { ...settings, heartbeat: '1h' });
    const { run, code } = commandsOf('seal-key');
    const { url } = sealer;
    const trust = join(data, 'network.json');
    const made = await run('next', '--data', data, '--json');
    const { next } = JSON.parse(made.stdout) as { next: string };

    const out = at('request.json');
    const request = ['request', '--next', next, '--out', out, '--url', url, '--keystore'];
    expect(await code(...request, at('nobody.json'))).to.include('FILE_UNREADABLE');
    const asked = await run(...request, at('portal.json'));
    expect(asked.stdout, asked.stderr).to.include('2 of 2 have to sign');

    const sign = (name: string, file = out): string[] => [
      ...['sign', '--request', file, '--trust', trust, '--url', url, '--witness', at(`${name}.json`)],
    ];
    writeFileSync(at('torn.json'), '{');
    expect(await code(...sign('one', at('torn.json')))).to.include('REQUEST_INVALID');
    expect(await code(...sign('portal'))).to.include('WITNESS_NOT_COUNTED');
    const words: string[] = [];
    for (const name of ['one', 'two']) words.push((await run(...sign(name))).stdout.trim());

    const name = ['name', '--request', out, '--data', data, '--trust', trust, '--url', url];
    expect(await code(...name, '--word', words[0] ?? '')).to.include('WITNESSES_TOO_FEW');
    expect(await code(...name, '--keys', folder.path)).to.include('SEAL_KEY_MISSING');
    const named = await run(...name, ...words.flatMap((word) => ['--word', word]), '--json');
    expect(JSON.parse(named.stdout)).to.include({ next, file: join(data, 'lost-key.json') });
    expect(readLostKey(data)?.next).to.equal(next);
    expect(JSON.parse(readFileSync(out, 'utf8'))).to.have.property('next', next);
  });
});
