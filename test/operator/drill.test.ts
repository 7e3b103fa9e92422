import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import pg from 'pg';
import { z } from 'zod';
import { askReconciliation, readModelText, type OperatorPort } from '../../app/server/operator/ask-operator.ts';
import { loadBills } from '../../app/web/src/resident/load/load-bills.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { accountFromMnemonic, createMnemonic } from '../../core/domain/ledger/account.ts';
import { readToken } from '../../core/runtime/access/bearer-token.ts';
import { payBill } from '../../sandbox/residents/pay-bill.ts';
import { enrol, ownPremise, signIn, type SandboxResident } from '../../sandbox/residents/resident.ts';
import { backup } from '../../scripts/commands/backup/backup.ts';
import { restore } from '../../scripts/commands/backup/restore.ts';
import { found } from '../../scripts/commands/init/found.ts';
import { initCollector } from '../../scripts/commands/init/init-collector.ts';
import { initCompany } from '../../scripts/commands/init/init-company.ts';
import { initGateway } from '../../scripts/commands/init/init-gateway.ts';
import { initPortal, initProvider } from '../../scripts/commands/init/init-portal.ts';
import { readSite, settingsIn } from '../../scripts/commands/init/site.ts';
import { acceptBill } from '../../scripts/story/steps/accept-bill.ts';
import { startWorld, type World } from '../../scripts/world/start-world.ts';
import { shareOf } from '../faults/support/share.ts';
import { ask } from '../sealer/support/company.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { firstBill, portsBase, sooner, startOutside, type Flat } from './support/first-house.ts';

const OWNERS = ['company', 'portal', 'power', 'collection', 'gateway'] as const;
type Owner = (typeof OWNERS)[number];
/** Of a sample the portal alone, whose database is nowhere else. */
const LOST: readonly Owner[] = (['portal', 'company', 'power', 'collection', 'gateway'] as const).slice(0, shareOf(5));
type Running = World<{ dataDir: string; programs: World['plan']['programs'] }>;
const FLATS: readonly Flat[] = [
  { flat: 'flat-1', account: '4070210001' },
  { flat: 'flat-2', account: '4070210002' },
];
/** Longest until a restored owner works again. */
const BACK_MS = 120_000;

describe('a backup of every owner', function () {
  this.timeout(1_500_000);

  it('brings each of them back while the others go on, and loses no reading, payment or sign-in that is younger than it', async () => {
    using folder = tempFolder();
    const home = (owner: string): string => join(folder.path, owner);
    const base = await portsBase();
    const url = (port: number): string => `http://127.0.0.1:${base + port}`;
    await using opened = new AsyncDisposableStack();
    opened.use(await startOutside(join(folder.path, 'outside'), base, FLATS));
    const postgres = opened.use(await databases());
    await foundAll(home, base, postgres.urls[0]);
    const running = new Map<Owner, Running>();
    opened.defer(async () => {
      for (const one of [...running.values()].reverse()) await one[Symbol.asyncDispose]();
    });
    const start = async (owner: Owner): Promise<void> => {
      const programs = readSite(home(owner)).programs.map((one) => ({
        ...{ ...one, label: one.name, settings: settingsIn(home(owner), one) },
      }));
      running.set(owner, await startWorld({ dataDir: home(owner), programs }));
    };
    // At once: a new network's sealer and replicas ask each other.
    await Promise.all(OWNERS.map(start));

    const portalUrl = url(11);
    const account = accountFromMnemonic(createMnemonic());
    const first = { person: { login: 'flat-1', premise: 'flat-1' }, account, portalUrl };
    let resident = await sooner('somebody can sign in', () => signIn(first));
    const card = JSON.parse(readFileSync(join(home('power'), 'card.json'), 'utf8')) as { address: string };
    await firstBill(resident, parseHex(card.address, 'address', 20), folder.path);
    // All of them run, and the gateway has just begun to send the month.
    const passphraseFile = join(folder.path, 'passphrase');
    writeFileSync(passphraseFile, 'nobody guesses this one\n');
    for (const owner of LOST) await backup({ home: home(owner), to: home(`${owner}.backup`), passphraseFile });

    // What is younger: the readings, the bill, its payment, somebody new.
    const bill = await waitFor('the bill comes', async () => (await loadBills(resident))[0]);
    const { total } = acceptBill('flat-1', bill);
    const order = await payBill(resident, bill.record.invoiceId, total);
    const second = {
      person: { login: 'flat-2', premise: 'flat-2' },
      account: accountFromMnemonic(createMnemonic()),
      portalUrl,
    };
    await enrol(await signIn(second));
    const settled = (): Promise<true | undefined> =>
      loadBills(resident).then((bills) => (bills.every(({ report }) => report.settled) ? true : undefined));
    await waitFor('it is settled', settled);
    const operator = (): OperatorPort => ({
      url: url(12),
      token: readToken(join(home('portal'), 'app/operator.token')),
    });
    const frames = await allFrames(operator());
    const head = await headOf(url(20));

    const took: string[] = [];
    for (const owner of LOST) {
      const lost = running.get(owner);
      for (const { name } of lost?.plan.programs ?? []) await lost?.kill(name);
      running.delete(owner);
      renameSync(home(owner), home(`${owner}.lost`));
      const began = performance.now();
      const [, fresh] = postgres.urls;
      const databaseUrl = owner === 'portal' && fresh !== undefined ? { databaseUrl: fresh } : {};
      await restore({ from: home(`${owner}.backup`), home: home(owner), passphraseFile, ...databaseUrl });
      await start(owner);
      for (const { settings } of running.get(owner)?.plan.programs ?? []) await healthy(settings);
      took.push(`${owner} ${Math.round((performance.now() - began) / 1000)} s`);
      expect(performance.now() - began, owner).to.be.lessThan(BACK_MS);
    }
    console.log(`      works again after: ${took.join(', ')}`);

    // No fork, and nobody holds less than before.
    for (const port of [2, 10, 20]) {
      await waitFor('a replica has all', async () => (await headOf(url(port))) >= head);
      expect((await ask(`${url(port)}/v1/evidence`)).body).to.deep.equal({ evidence: [] });
    }
    resident = await sooner('the first one signs in again', () => signIn(first));
    await waitFor('the payment is there', async () => (await settled()) ?? false);
    const known = (await resident.api.get('/api/payments', orders)).payments;
    expect(known.map((one) => [one.orderId, one.state])).to.deep.equal([[order.orderId, 'recorded']]);
    const newcomer: SandboxResident = await signIn(second);
    await enrol(newcomer);
    expect(await ownPremise(newcomer)).to.include({ enrolment: 'active', subscriber: second.account.address });
    const { differences } = await askReconciliation(operator(), {});
    expect(differences.filter(({ code }) => code !== 'RECEIPT_MISSING')).to.deep.equal([]);
    const now = await allFrames(operator());
    expect(frames.filter((frame) => !now.includes(frame))).to.deep.equal([]);
    expect(new Set(now).size).to.equal(now.length);
    console.log(`      ${now.length} readings, 1 payment, 2 accounts; nothing lost`);
  });
});

const orders = z.looseObject({ payments: z.array(z.looseObject({ orderId: z.string(), state: z.string() })) });

/** Two empty PostgreSQL databases where TEST_DATABASE_URL names a server; else none, and the embedded one is drilled. */
async function databases(): Promise<AsyncDisposable & { urls: string[] }> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) {
    console.log('      on the embedded database (set TEST_DATABASE_URL to a PostgreSQL where databases may be made)');
    return { urls: [], [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  const names = ['old', 'new'].map((name) => `domledger_drill_${name}_${process.pid}`);
  for (const name of names) await admin.query(`create database ${name}`);
  return {
    urls: names.map((name) => Object.assign(new URL(server), { pathname: `/${name}` }).href),
    async [Symbol.asyncDispose]() {
      for (const name of names) await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** As network/README.md says it, for two flats. */
async function foundAll(home: (owner: string) => string, base: number, databaseUrl: string | undefined): Promise<void> {
  const url = (port: number): string => `http://127.0.0.1:${base + port}`;
  const common = { host: '127.0.0.1', sealer: url(0) };
  const outside = { publicUrl: url(11), issuer: url(60), bank: url(61), witness: url(20) };
  await initPortal({ ...common, ...outside, dir: home('portal'), port: String(base + 10), name: 'Portal' });
  if (databaseUrl !== undefined) {
    const file = join(home('portal'), 'app/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...settings, databaseUrl }));
  }
  const from = '2026-01-01';
  const rates = { rate: ['electricity=5.47'], norm: ['electricity=96'], from };
  await initProvider({ ...common, ...rates, dir: home('power'), port: String(base + 20), name: 'City Electricity' });
  const collector = { ...common, replica: url(2), gateway: ['house-1'] };
  await initCollector({ ...collector, dir: home('collection'), port: String(base + 30), name: 'Meters' });
  const house = home('house.csv');
  writeFileSync(
    house,
    `premise,account,area,residents,resource,maker,serial,obis,gateway,verified-until
flat-1,4070210001,54.30,2,electricity,DMS,10000001,1-0:1.8.0*255,house-1,2031-12-31
flat-1,,,,cold-water,DMS,20000001,8-0:1.0.0*255,house-1,2031-12-31
flat-2,4070210002,31.40,1,,,,,,
house,,,,electricity,DMS,10000099,1-0:1.8.0*255,house-1,2031-12-31
house,,,,cold-water,DMS,20000099,8-0:1.0.0*255,house-1,2031-12-31
`,
  );
  const money = {
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    rate: ['upkeep=32.15', 'cold-water=50.93'],
    norm: [],
    from,
  };
  const card = ['portal', 'power', 'collection'].map((one) => join(home(one), 'card.json'));
  await initCompany({ ...common, ...money, dir: home('company'), port: String(base), name: 'Pine Wood', card, house });
  await found(home('company'), { json: true });
  const handed = { collector: join(home('collection'), 'hand-over/house-1') };
  const meters = join(home('company'), 'hand-over/house-1.json');
  await initGateway({ ...common, ...handed, meters, dir: home('gateway'), port: String(base + 40) });
  mkdirSync(join(home('company'), 'devices'));
  copyFileSync(join(home('gateway'), 'device.json'), join(home('company'), 'devices/house-1.json'));
  for (const owner of OWNERS.slice(1))
    copyFileSync(join(home('company'), 'network.json'), join(home(owner), 'network.json'));
}

async function headOf(url: string): Promise<number> {
  return Number((await ask(`${url}/v1/head`)).body['number']);
}

/** Until a program says that it is well. */
async function healthy(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const port = settings['port'] ?? settings['httpPort'];
  let told = '';
  await waitFor(`port ${String(port)} is well`, async () => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/health`).catch(() => undefined);
    told = (await answer?.text()) ?? 'nothing';
    return answer?.ok;
  }).catch((cause: unknown) => {
    throw new Error(`port ${String(port)} says ${told.slice(0, 500)}`, { cause });
  });
}

/** The readings that the portal has read of the ledgers, once no more come. */
async function allFrames(port: OperatorPort): Promise<string[]> {
  const read = async (): Promise<string[]> =>
    (await readModelText(port)).split('\n').filter((line) => line.startsWith('frames'));
  for (let before = await read(); ;) {
    await pause(5_000);
    const after = await read();
    if (after.length > 0 && after.length === before.length) return after;
    before = after;
  }
}
