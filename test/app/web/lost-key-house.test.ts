import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { askForKey } from '../../../app/web/src/resident/act/ask-for-key.ts';
import { evidenceJson } from '../../../app/web/src/resident/act/save-evidence.ts';
import { loadBills, type LoadedBill } from '../../../app/web/src/resident/load/load-bills.ts';
import { loadKeyStanding } from '../../../app/web/src/resident/load/load-key-standing.ts';
import { loadLeftOut } from '../../../app/web/src/resident/load/load-left-out.ts';
import { loadLostKey } from '../../../app/web/src/resident/load/load-lost-key.ts';
import { billState } from '../../../app/web/src/resident/bill-view.ts';
import { loadNetwork } from '../../../app/web/src/resident/network/load-network.ts';
import { loadReadings } from '../../../app/web/src/resident/load/load-readings.ts';
import type { Resident } from '../../../app/web/src/resident/resident.ts';
import { decideRekey } from '../../../biller/commands/commands.ts';
import type { RunningBiller } from '../../../biller/main.ts';
import { checkBillLine } from '../../../core/domain/evidence/bill-line.ts';
import { parseBillLine } from '../../../core/domain/evidence/bill-line-json.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { envelopeHead } from '../../../core/domain/crypto/envelope.ts';
import { localDate, nextPeriod, periodOf, periodStart, previousPeriod } from '../../../core/domain/billing/period.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { signBlock, signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, kindOf, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, networkToJson } from '../../../core/domain/ledger/network.ts';
import { REKEY_OBJECTION } from '../../../core/domain/limits.ts';
import { makeCopy } from '../../../core/domain/resident/make-copy.ts';
import { makeEnrol } from '../../../core/domain/resident/make-enrol.ts';
import { makeOffer } from '../../../core/domain/resident/make-offer.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { sandboxPersons } from '../../../sandbox/identity/persons.ts';
import { is } from '../../biller/support/actors.ts';
import { startChildBiller, type ChildBiller } from '../../biller/support/child-biller.ts';
import { CLOCK_VARIABLE, moveClock } from '../../support/clock/move-clock.ts';
import { refusal } from '../../support/refusal.ts';
import { runCli } from '../../support/run-cli.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import { METER, ZONES, type Billers } from '../../support/world/billers-part.ts';
import { enrolmentOf } from '../../support/world/portal-part.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { memoryOutbox } from './support/memory-outbox.ts';

const ZONE = 'Europe/Moscow';
const WAIT = Number(REKEY_OBJECTION) + 3_600;
const SIGNAL = new AbortController().signal;
const LOGIN = 'flat-1';

type Json = Record<string, unknown>;

/** Portal, billers and a resident's page: a month is billed, its resident loses the key, and has another one after seven days. */
describe('a resident who lost the key', function () {
  let whole: World;
  let house: Billers;
  let companyBiller: RunningBiller;
  let providerBiller: RunningBiller | undefined;
  let signedIn: SignedIn;
  const resident = newAccount();
  const nextKeys = newAccount();
  const next = withKey(resident.address, nextKeys);
  const clock = { seconds: -WAIT };
  let first: { bill: LoadedBill; readings: string[] };

  /** The page under these keys; `lie` changes what the portal answers. */
  async function page(
    account: Account,
    lie: (path: string, body: Json) => Json = (_, body) => body,
  ): Promise<Resident> {
    const api = createApi({
      fetch: async (input, init) => {
        const path = typeof input === 'string' ? input : '';
        if (typeof init?.body === 'string')
          return Response.json(await signedIn.post(path, JSON.parse(init.body)), { status: 202 });
        return Response.json(lie(path.split('?')[0] ?? '', looseFields(await signedIn.get(path))));
      },
    });
    const chain = openChainMemory(memoryDatabase());
    const loaded = await loadNetwork({ api, chain });
    const outbox = memoryOutbox(account.address, loaded.network);
    return { api, chain, outbox, ...loaded, witnesses: { required: 0, known: [] }, account };
  }
  /** The page that knows what was wrapped again. */
  async function pageAgain(lie?: Parameters<typeof page>[1]): Promise<Resident> {
    const plain = await page(next, lie);
    const lost = await loadLostKey(plain);
    return { ...plain, account: lost === undefined ? next : { ...next, lost } };
  }
  const theBill = async (under: Resident): Promise<LoadedBill> => {
    const [bill] = await loadBills(under);
    if (bill === undefined) throw new Error('no bill is shown');
    return bill;
  };
  const statesOf = ({ report }: LoadedBill): Record<string, string> =>
    Object.fromEntries(report.checks.map(({ name, state, code }) => [name, code ?? state]));
  const valuesOf = async (under: Resident): Promise<string[]> => {
    const { meters } = await loadReadings(under, 1n);
    return meters.flatMap(({ registers }) =>
      registers.flatMap(({ obis, readings }) =>
        readings.map((one) => `${obis} ${one.frame.sequence} ${one.state === 'opened' ? one.value : one.code}`),
      ),
    );
  };
  const caughtUp = async (): Promise<void> => {
    const head = await house.observer.client.head();
    await waitFor('the read model has it', async () => {
      const health = looseFields(await (await fetch(`${whole.portal.app.url}/health`)).json());
      return BigInt(String(health['nextBlock'])) > head;
    });
  };
  const wrapsOf = (from: Account): Hex[] =>
    house.observer.blocks.filter(is('WRAP_AGAIN', from.address)).flatMap(({ data }) => {
      const said = decodeData('WRAP_AGAIN', data);
      return [...said.keys.map(({ keyHash }) => keyHash), ...said.closed];
    });

  /** What a biller logged that it said of lost keys. */
  const wrapsIn = (log: string): string[] => log.match(/"intent":"wrap:[^"]*"/g) ?? [];
  const passesOf = async ({ url }: ChildBiller): Promise<number> =>
    Number(looseFields(await (await fetch(`${url}/health`)).json())['passes']);
  /** The provider's settings with a queue that nobody runs. */
  async function unheardSettings(): Promise<string> {
    const settings: unknown = JSON.parse(await readFile(house.providerSettingsFile, 'utf8'));
    const file = join(whole.folder, 'unheard.json');
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const address = nobody.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    nobody.close();
    writeFileSync(file, JSON.stringify({ ...looseFields(settings), queueUrl: `http://127.0.0.1:${port}` }));
    return file;
  }

  before(async () => {
    moveClock(clock.seconds);
    whole = await world({ portal: {}, billers: true });
    house = whole.billers;
    const [premise] = sandboxPersons().find(({ login }) => login === LOGIN)?.premises ?? [];
    if (premise === undefined) throw new Error('no such person');
    const { personalAccount } = premise;
    const flat = { premise: premise.premise, personalAccount, area: '54.30', residents: '2' };
    writeFileSync(join(whole.folder, 'premises.json'), JSON.stringify([flat]));
    const meter = {
      meterId: METER,
      premise: premise.premise,
      provider: house.provider.address,
      resource: 1,
      unit: 1,
      exponent: 0,
      device: 'gateway',
      verifiedUntil: '2039-01-01',
      obis: ['1-0:1.8.1*255', '1-0:1.8.2*255', '1-0:1.8.3*255'],
    };
    const file = { devices: { gateway: 'device.json' }, meters: [meter] };
    writeFileSync(join(whole.folder, 'meters.json'), JSON.stringify(file));
    companyBiller = await house.start(house.companySettings);
    providerBiller = await house.start(house.providerSettings);
    const { observer, company, portal, collector } = house;
    const { network } = observer;
    const program = { role: ROLE.collector, encryptionKey: collector.encryptionKey, envelope: '0x' as const };
    await observer.say({ from: collector, ledger: 'participants', kind: 'ENROL', to: company.address, data: program });
    for (const one of [collector, house.provider])
      await observer.recorded('a registration', is('REGISTER', company.address, one.address));
    signedIn = await whole.portal.signIn(LOGIN);
    const enrol = await makeEnrol({
      network,
      account: resident,
      timestamp: nowSeconds(),
      premise: premise.premise,
      personalAccount,
      company,
      portal,
    });
    await signedIn.post('/api/enrolment', signedBlockToJson(enrol));
    await waitFor('the resident is active', async () => (await enrolmentOf(signedIn)) === 'active');
    await observer.recorded('the meter', is('METER_REGISTER', company.address));
    await billMonth();
    await caughtUp();
    const shown = await page(resident);
    first = { bill: await theBill(shown), readings: await valuesOf(shown) };
  });
  after(async () => {
    await providerBiller?.[Symbol.asyncDispose]();
    await companyBiller[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
    moveClock(0);
  });

  /** A contract, and the readings of last month, which the provider bills. */
  async function billMonth(): Promise<void> {
    const { observer, provider, company, portal, collector, device } = house;
    const { network } = observer;
    const period = previousPeriod(periodOf(nowSeconds(), ZONE));
    const start = periodStart(period, ZONE);
    const author = { network, account: resident, timestamp: nowSeconds() };
    const form = {
      version: '1' as const,
      resource: '1',
      provider: provider.address,
      subscriber: resident.address,
      meterIds: [METER],
      area: '0',
      residents: '0',
      from: localDate(start, ZONE),
    };
    const offer = await makeOffer({ ...author, form, counterparty: house.addressee(provider) });
    await observer.send(offer.signed);
    const copy = await observer.recorded("the provider's copy", is('COPY', provider.address, resident.address));
    const carried = carriedBy(copy, decodeData('COPY', copy.data));
    const content = await openSealed({ network, account: resident, kind: 'COPY', carried });
    const { contractId } = offer;
    const own = await makeCopy({ ...author, contractId, content, counterparty: house.addressee(provider) });
    await observer.send(own.signed);
    const readers = [resident, provider, company, portal].map(house.addressee);
    for (const month of [previousPeriod(period), period]) {
      const data = decodeData('PERIOD_KEYS', await device.announce(network, METER, month, readers));
      const said = { ledger: 'readingLedger', kind: 'PERIOD_KEYS', to: provider.address, data } as const;
      await observer.say({ from: collector, ...said });
    }
    const ends = [
      [previousPeriod(period), start, 100_000n],
      [period, periodStart(nextPeriod(period), ZONE), 181_234n],
    ] as const;
    for (const [month, time, value] of ends) {
      const frames = ZONES.map((obis) => ({ meterId: METER, obis, time, value, close: true }));
      const data = device.read(network, month, frames);
      const place = { ledger: network.contracts.readingLedger, to: company.address, kind: KIND.READINGS };
      const block = { ...place, signer: collector, subject: ZERO_32, data, timestamp: nowSeconds() };
      await observer.send(signBlock({ domain: domainOf(network), ...block }));
    }
    await observer.recorded('the bill', is('INVOICE', provider.address, resident.address));
  }

  it('could read a bill and its readings, and all of it was right', () => {
    const states = Object.entries(statesOf(first.bill));
    expect(
      states.filter(([, state]) => state !== 'passed' && state !== 'absent' && state !== 'RECEIPT_MISSING'),
    ).to.deep.equal([]);
    expect(first.readings).to.have.length(6);
    expect(first.readings.join()).to.contain('181234');
  });

  it('had saved of one line what an expert judges, beside the log as well; no other line opens by it', async () => {
    const [trust, file] = ['trust.json', 'line.json'].map((name) => join(whole.folder, name));
    if (trust === undefined || file === undefined) throw new Error('two names');
    const { network } = house.observer;
    writeFileSync(trust, JSON.stringify(networkToJson(network)));
    const saved = evidenceJson(network, first.bill, 1) ?? '';
    writeFileSync(file, saved);
    const source = ['--trust', trust, '--url', house.url, '--json'];
    const alone = await runCli(['evidence', 'check', file, '--trust', trust, '--json']);
    const verdict = JSON.parse(alone.stdout) as { statement: string };
    expect(alone.code).to.equal(0);
    expect(verdict).to.include({ proved: true, kind: 'bill-line' });
    expect(verdict.statement).to.contain('register 1-0:1.8.2*255').and.contain('from 100000 to 181234: 81234');
    const beside = await runCli(['verify', ...source, '--evidence', file]);
    expect([beside.code, looseFields(JSON.parse(beside.stdout))['evidence']]).to.deep.equal([
      0,
      { proved: true, statement: verdict.statement },
    ]);
    // Two registers are opened, and no key and no other line stand in it.
    const others = [0, 2, 3].map((line) => evidenceJson(network, first.bill, line) ?? '');
    const blindings = (text: string): string[] => text.match(/"blinding": "\d+"/g) ?? [];
    expect(blindings(saved)).to.have.length(2);
    expect(others.flatMap(blindings).some((one) => saved.includes(one))).to.equal(false);
    const judged = (from: string, to: string): Promise<string> =>
      refusal(async () => checkBillLine(network, parseBillLine(JSON.parse(saved.replace(from, to)))));
    for (const value of ['100000', '181234'])
      expect(await judged(`"value": "${value}"`, `"value": "${value}1"`), value).to.equal('LINE_NOT_OPENED');
    expect(await judged('"line": 1', '"line": 9')).to.equal('EVIDENCE_INVALID');
    expect(await judged('"position": "', '"position": "9')).to.equal('POSITION_MISMATCH');
    // The same opening does not fit another line.
    writeFileSync(file, saved.replace('"line": 1', '"line": 0'));
    const wrong = await runCli(['evidence', 'check', file, '--trust', trust, '--json']);
    expect([wrong.code, looseFields(JSON.parse(wrong.stdout))['code']]).to.deep.equal([1, 'LINE_NOT_OPENED']);
  });

  it('gets another key by both hands, with which nothing opens yet, and nobody is accused of it', async () => {
    await providerBiller?.[Symbol.asyncDispose]();
    await companyBiller[Symbol.asyncDispose]();
    const old = await page(resident);
    const standing = await loadKeyStanding(old.api, resident.address);
    if (standing === undefined) throw new Error('the portal knows no such account');
    await askForKey(old, standing, nextKeys);
    const { observer, portal, companySettings: settings } = house;
    await observer.recorded('the portal’s word', is('REKEY', portal.address));
    await decideRekey({ settings, signal: SIGNAL, account: resident.address, key: nextKeys.address, refuse: false });
    await caughtUp();
    expect(await loadLostKey(await page(next))).to.equal(undefined);
    clock.seconds += WAIT;
    moveClock(clock.seconds);
    signedIn = await whole.portal.signIn(LOGIN);
    const shown = await pageAgain();
    expect(shown.account.lost?.wraps.size).to.equal(0);
    const states = statesOf(await theBill(shown));
    expect(states).to.include({ sender: 'passed', sealed: 'passed', ledger: 'passed', opened: 'KEY_LOST' });
    const bill = await theBill(shown);
    expect(bill.report.checks.filter(({ state }) => state === 'failed')).to.deep.equal([]);
    expect(billState(bill, nowSeconds())).to.equal('closed');
    expect(new Set((await valuesOf(shown)).map((one) => one.split(' ')[2]))).to.deep.equal(new Set(['KEY_LOST']));
  });

  it('has all of it wrapped again by provider and company, each envelope once, however often one is killed', async () => {
    process.env[CLOCK_VARIABLE] = String(clock.seconds);
    const { observer, provider, company } = house;
    companyBiller = await house.start(house.companySettings);
    // Decided, signed and kept, and killed before any queue heard of it: what is kept is sent, and nothing else is decided in its place.
    const unheard = await unheardSettings();
    for (let kills = 0; kills < 2; kills++) {
      const child = await startChildBiller(unheard);
      await waitFor('the provider decided', () => kills > 0 || wrapsIn(child.output()).length > 0);
      await waitFor('it decided again', async () => (await passesOf(child)) > 2);
      expect(wrapsIn(child.output())).to.have.length(kills === 0 ? 1 : 0);
      await child.kill('SIGKILL');
    }
    expect(wrapsOf(provider)).to.deep.equal([]);
    for (let kills = 0; kills < 3; kills++) {
      const child = await startChildBiller(house.providerSettingsFile);
      await new Promise((resolve) => setTimeout(resolve, kills * 150));
      await child.kill('SIGKILL');
    }
    const child = await startChildBiller(house.providerSettingsFile);
    for (const one of [provider, company]) await observer.recorded('what opens again', is('WRAP_AGAIN', one.address));
    await waitFor('the provider decided again', async () => (await passesOf(child)) > 2);
    expect(wrapsIn(child.output())).to.deep.equal([]);
    await child.kill('SIGTERM');
    for (const one of [provider, company]) {
      const said = wrapsOf(one);
      expect(said).to.not.be.empty;
      expect(new Set(said).size).to.equal(said.length);
    }
    expect(observer.blocks.filter(is('WRAP_AGAIN', provider.address))).to.have.length(1);
    await caughtUp();
  });

  it('reads last month’s bill and its readings again, and the page finds all of it right', async () => {
    const shown = await pageAgain();
    const bill = await theBill(shown);
    expect(statesOf(bill)).to.deep.equal(statesOf(first.bill));
    expect(bill.report.content).to.deep.equal(first.bill.report.content);
    expect(bill.report.outstanding).to.equal(first.bill.report.outstanding);
    expect(await valuesOf(shown)).to.deep.equal(first.readings);
    expect(await loadLeftOut(shown, 0)).to.deep.equal([]);
  });

  it('is told where the portal keeps one back', async () => {
    const without = (path: string, body: Json): Json =>
      path === '/api/wraps' ? { ...body, wraps: (body['wraps'] as unknown[]).slice(1) } : body;
    const [wrap] = house.observer.blocks.filter(is('WRAP_AGAIN'));
    const missing = await loadLeftOut(await pageAgain(without), 0);
    expect(missing).to.deep.equal([{ digest: wrap?.digest, kind: KIND.WRAP_AGAIN }]);
  });

  it('gets no key of what was never for it', () => {
    const own = new Set(
      house.observer.blocks.flatMap(({ block, data }) => {
        const kind = kindOf(block.kind);
        if (kind === undefined || kind === 'READINGS') return [];
        const said: object = decodeData(kind, data);
        if (!('envelope' in said) || said.envelope === '0x') return [];
        const { keyHash, addressees } = envelopeHead(String(said.envelope) as Hex);
        return addressees.includes(resident.address) ? [keyHash] : [];
      }),
    );
    for (const keyHash of [...wrapsOf(house.provider), ...wrapsOf(house.company)])
      expect(own.has(keyHash)).to.equal(true);
  });
});
