import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { FOUNDER_OBJECTION, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { openProgramAccount } from '../../../core/runtime/program-account.ts';
import { COMPANY, letIn, startCompany } from '../../sealer/support/company.ts';
import { commandsOf, witnessedCompany } from '../../support/lost-key/witnessed-company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

describe('domledger founder-key request, sign, name', () => {
  it('lead from the company’s lost key to the one that waits on the ledger, and say what is missing on the way', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    const data = at('sealer');
    const settings = { ...(await witnessedCompany(folder.path)), heartbeat: '500ms' };
    {
      const ago = Number(WITNESS_STANDING + 3_600n) * 1000;
      await using _founding = await startCompany(data, settings, () => Date.now() - ago);
    }
    await using sealer = await startCompany(data, settings);
    await sealer.chain.waitFor(2n, 20_000, new AbortController().signal);
    const { run, code } = commandsOf('founder-key');
    const { url } = sealer;
    const trust = join(data, 'network.json');
    const [out, keystore] = [at('request.json'), at('next.json')];
    const asked = await run(
      ...['request', '--account', COMPANY.address, '--keystore', keystore, '--out', out, '--url', url, '--json'],
    );
    const { key } = JSON.parse(asked.stdout) as { key: string };
    expect(existsSync(at('next.account')), asked.stderr).to.equal(true);
    const ask = (account: string, file: string): string[] => [
      ...['request', '--account', account, '--keystore', file, '--out', at('again.json'), '--url', url, '--json'],
    ];
    expect(await code(...ask(COMPANY.address, keystore))).to.include('KEYSTORE_EXISTS');
    expect(await code(...ask(`0x${'77'.repeat(20)}`, at('stranger.json')))).to.include('NOT_A_FOUNDER');
    expect(existsSync(at('stranger.json'))).to.equal(false);

    const sign = (name: string, file = out): string[] => [
      ...['sign', '--request', file, '--trust', trust, '--witness', at(`${name}.json`)],
    ];
    writeFileSync(at('torn.json'), '{');
    expect(await code(...sign('one', at('torn.json')))).to.include('REQUEST_INVALID');
    expect(await code(...sign('nobody'))).to.include('FILE_UNREADABLE');
    const other = { ...(JSON.parse(readFileSync(out, 'utf8')) as object), key: settings.portal };
    writeFileSync(at('other.json'), JSON.stringify(other));
    expect(await code(...sign('one', at('other.json')))).to.include('KEY_NOT_ACCEPTED');
    const words: string[] = [];
    for (const name of ['one', 'two']) words.push((await run(...sign(name))).stdout.trim());
    expect(words.every((word) => /^0x[0-9a-f]{130}$/.test(word))).to.equal(true);

    const name = (given: readonly string[], by = 'portal.json'): string[] => [
      ...['name', '--request', out, '--keystore', at(by), '--url', url, '--queue', url, '--json'],
      ...given.flatMap((word) => ['--word', word]),
    ];
    expect(await code(...name(words, 'nobody.json'))).to.include('FILE_UNREADABLE');
    expect(existsSync(at('nobody.json'))).to.equal(false);
    expect(await code(...name(words.slice(1)))).to.include('FOUNDER_REKEY_REFUSED');
    const named = await run(...name(words));
    const { from } = JSON.parse(named.stdout) as { from: string };
    expect(BigInt(from) > FOUNDER_OBJECTION + BigInt(Math.floor(Date.now() / 1000)) - 900n).to.equal(true);
    const next = await openProgramAccount({ file: keystore, passwordFile: at('next.password') });
    expect([next.address, next.key]).to.deep.equal([COMPANY.address, key]);

    // Of an account whose key changed before, the key that retires is that one.
    const portal = await openProgramAccount({ file: at('portal.json'), passwordFile: at('portal.password') });
    await letIn(sealer, portal, ROLE.portal);
    const own = ['--keystore', at('portal.json'), '--url', url, '--queue', url, '--json'];
    const changed = await commandsOf('account-key').run('rotate', ...own);
    const { key: retiring } = JSON.parse(changed.stdout) as { key: string };
    const again = await run(...ask(settings.portal, at('other-next.json')));
    expect((JSON.parse(again.stdout) as { retiring: string }).retiring, changed.stderr).to.equal(retiring);
  });
});
