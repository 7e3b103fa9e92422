import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { headerHash, parseBlockRecord } from '../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { fetchText } from '../../core/runtime/fetch-text.ts';
import { trustedNetwork } from '../../scripts/commands/arguments.ts';
import { examine, type Examination } from '../../scripts/commands/doctor/examine.ts';
import type { FindingCode } from '../../scripts/commands/doctor/findings.ts';
import { planSite } from '../../scripts/commands/init/run-site.ts';
import { startWorld, type World } from '../../scripts/world/start-world.ts';
import { makeOwners } from '../scripts/commands/doctor/support/owners.ts';
import { PLANTED_RUNNING } from '../scripts/commands/doctor/support/planted-elsewhere.ts';
import { portIn, settings, urlIn } from '../scripts/commands/doctor/support/plants.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { runCli } from '../support/run-cli.ts';
import { waitFor } from '../support/wait-for.ts';

type Site = World<ReturnType<typeof planSite>>;
type Change = (path: string, text: string) => string;

/** Somebody before a real replica who changes what it says. */
async function startLiar(url: string, change: Change): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const told = async (): Promise<void> => {
      const { status, text } = await fetchText(url + path, {}, { timeoutMs: 10_000 });
      response.writeHead(status, { 'content-type': 'application/json' }).end(change(path, text));
    };
    told().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('domledger doctor beside running programs', function () {
  this.timeout(600_000);
  const folder = tempFolder();
  const at = (owner: string): string => join(folder.path, owner);
  const sites = new Map<string, Site>();
  const hit = new Set<string>();
  const site = (owner: string): Site => sites.get(owner) as Site;

  before(async () => {
    await makeOwners(folder.path, false);
    settings(at('company'), 'watchdog', { lagBlocks: 1 });
    // The portal's pages would need its outside; its replica cosigns.
    const start = async (owner: string): Promise<void> => {
      const { programs, dataDir } = planSite(at(owner));
      const started = programs.filter(({ name }) => name !== 'app');
      sites.set(owner, await startWorld({ dataDir, programs: started }));
    };
    await Promise.all(['company', 'portal', 'power', 'collection', 'gateway'].map(start));
  });
  after(async () => {
    await Promise.all([...sites.values()].map((one) => one[Symbol.asyncDispose]()));
    folder[Symbol.dispose]();
    console.log(`      ${hit.size} of ${PLANTED_RUNNING.length} kinds of planted fault found in running programs`);
  });

  const look = (owner: string, more: { now?: () => number } = {}): Promise<Examination> =>
    examine({ home: at(owner), settings: [], env: {}, diskFreeMib: 0, ...more });
  const expectFaults = ({ findings }: Examination, codes: readonly FindingCode[]): void => {
    const found = new Set(findings.filter(({ grade }) => grade === 'fault').map(({ code }) => code));
    expect([...found].sort(), JSON.stringify(findings)).to.deep.equal([...codes].sort());
    for (const code of codes) hit.add(code);
  };

  it('finds nothing where all is well, and no note either', async () => {
    const owners = ['company', 'power', 'collection', 'gateway'];
    const well = (): Promise<boolean> =>
      Promise.all(owners.map((owner) => look(owner))).then((all) => all.every(({ findings }) => findings.length === 0));
    await waitFor('nothing is found anywhere', well, { ms: 60_000 });
    expect((await look('company')).running).to.equal(5);
  });

  it('finds one program that does not run, and a neighbour who is silent', async () => {
    await site('company').stop('biller');
    await site('power').stop('replica');
    expectFaults(await look('company'), ['NOT_RUNNING', 'SOURCE_SILENT']);
    await site('company').restart('biller');
    await site('power').restart('replica');
  });

  it('finds bank and identity portal that are away, where anything of the portal runs', async () => {
    expectFaults(await look('portal'), ['NOT_RUNNING', 'IDENTITY_UNREACHABLE', 'BANK_UNREACHABLE']);
  });

  const LIES: readonly [FindingCode, Change][] = [
    [
      'VERSION_OTHER',
      (path, text) => (path === '/health' ? text.replace(/"version":"[^"]+"/, '"version":"0.0.9"') : text),
    ],
    [
      'SOURCE_OTHER',
      (path, text) => (path === '/v1/network' ? text.replace(/"chainId":"\d+"/, '"chainId":"77"') : text),
    ],
    [
      'SOURCE_LIES',
      (path, text) => (path === '/v1/head' ? text.replace(/"sealHash":"0x.{8}/, '"sealHash":"0x12345678') : text),
    ],
  ];
  for (const [code, change] of LIES)
    it(`finds ${code} of whom the sealer is to ask`, async () => {
      await using liar = await startLiar(urlIn(at('power'), 'replica'), change);
      settings(at('company'), 'sealer', { foreignReplicas: [urlIn(at('portal'), 'replica'), liar.url] });
      expectFaults(await look('company'), [code]);
    });

  it('finds a witness that stays behind', async () => {
    const power = urlIn(at('power'), 'replica');
    const { text: old } = await fetchText(`${power}/v1/blocks?from=1&limit=1`, {}, { timeoutMs: 10_000 });
    const [first] = (JSON.parse(old) as { blocks: unknown[] }).blocks;
    const { number, timestamp, header, seal } = parseBlockRecord(first);
    const network = trustedNetwork(join(at('company'), 'network.json'));
    const head = { number: `${number}`, timestamp: `${timestamp}`, blockHash: headerHash(header) };
    const shown = JSON.stringify({ ...head, sealHash: sealDigest(domainOf(network), seal) });
    const behind: Change = (path, text) => (path === '/v1/head' ? shown : text);
    await using liar = await startLiar(power, behind);
    settings(at('company'), 'sealer', { foreignReplicas: [power, liar.url] });
    await waitFor('there are more blocks', async () => {
      const told = await fetchText(`${power}/v1/head`, {}, { timeoutMs: 10_000 });
      return Number((JSON.parse(told.text) as { number: string }).number) >= 3;
    });
    expectFaults(await look('company'), ['SOURCE_BEHIND']);
    settings(at('company'), 'sealer', { foreignReplicas: [urlIn(at('portal'), 'replica'), power] });
  });

  it('finds a clock that is an hour ahead of the others', async () => {
    expectFaults(await look('company', { now: () => Date.now() + 3_600_000 }), ['CLOCK_OFF']);
  });

  it('finds a broker that is silent, and then the gateway that says that no frame leaves', async () => {
    await site('collection').stop('oracle');
    expectFaults(await look('gateway'), ['BROKER_SILENT']);
    const url = `http://127.0.0.1:${portIn(at('gateway'), 'gateway')}/health`;
    await waitFor('the gateway is ill', async () => (await fetchText(url, {}, { timeoutMs: 5_000 })).status === 503);
    expectFaults(await look('gateway'), ['BROKER_SILENT', 'UNHEALTHY']);
    await site('collection').restart('oracle');
  });

  it('finds a folder that its user may not write', async function () {
    // Only root can be somebody else.
    if (process.getuid?.() !== 0) this.skip();
    // Not below a folder that only root may enter.
    const place = mkdtempSync('/tmp/domledger-doctor-');
    chmodSync(place, 0o755);
    const data = join(place, 'watchdog');
    mkdirSync(data, { mode: 0o755 });
    const file = join(place, 'watchdog.json');
    writeFileSync(
      file,
      JSON.stringify({
        dataDir: 'watchdog',
        networkFile: 'none.json',
        sources: [{ name: 'a', url: 'http://127.0.0.1:1', role: 'other' }],
      }),
    );
    const told = await runCli(['doctor', '--settings', `watchdog=${file}`, '--json'], { asNobody: true });
    rmSync(place, { recursive: true });
    const { findings } = JSON.parse(told.stdout) as Pick<Examination, 'findings'>;
    expect(findings.map(({ code }) => code)).to.include('FOLDER_READ_ONLY');
    hit.add('FOLDER_READ_ONLY');
  });

  it('found all that is said to be planted here', function () {
    const missing = PLANTED_RUNNING.filter((code) => !hit.has(code));
    expect(missing).to.deep.equal(process.getuid?.() === 0 ? [] : ['FOLDER_READ_ONLY']);
  });
});
