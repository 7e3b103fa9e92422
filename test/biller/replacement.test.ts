import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { RecordedBlock } from '../../core/chain/follow.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { toHex } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { FLAG, ROLE } from '../../core/domain/ledger/kinds.ts';
import { AMOUNT_PER_MINOR } from '../../core/domain/billing/money.ts';
import { localDate, nextPeriod, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import { decodeReadings, type CalldataFrame } from '../../core/domain/reading/readings-data.ts';
import { checkBill } from '../../core/domain/resident/check/check-bill.ts';
import { makeCopy } from '../../core/domain/resident/make-copy.ts';
import { makeOffer } from '../../core/domain/resident/make-offer.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import { openSealed, type SealedContents } from '../../core/domain/sealed/sealed-content.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { oracleSettings } from '../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../oracle/gateway/settings.ts';
import { startGateway, type Gateway } from '../../oracle/gateway/start-gateway.ts';
import { startOracle } from '../../oracle/main.ts';
import { sampleHouse, type SimulatedMeter } from '../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../sandbox/meters/write-spool.ts';
import { recordsOfUrl } from '../../sealer/verify/read-records.ts';
import { verifyChain } from '../../sealer/verify/verify-chain.ts';
import { addMeter } from '../../scripts/world/meter-files.ts';
import { planMeter } from '../../scripts/world/plan-meter.ts';
import { planReplacement } from '../../scripts/world/replacement.ts';
import { idOfMeter, writeMetersFile } from '../oracle/support/metering.ts';
import { startEngine } from '../sealer/support/chains.ts';
import { billEvidence, deviceKeyIn } from '../support/bill-evidence.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { nowSeconds } from '../support/world/actors.ts';
import { enrolPrograms, RATES, type Billers } from '../support/world/billers-part.ts';
import { is } from './support/actors.ts';

const ZONE = 'Europe/Moscow';
const DAY = 86_400n;

describe('the bill of a month in which the meter was replaced', () => {
  const resources = new AsyncDisposableStack();
  const stop = new AbortController();
  const period = previousPeriod(periodOf(nowSeconds(), ZONE));
  const [start, end] = [periodStart(period, ZONE), periodStart(nextPeriod(period), ZONE)];
  const removed = start + 12n * DAY;
  const [old] = sampleHouse({ flats: 1, unmetered: [], withoutWater: [1] }).meters;
  if (old === undefined) throw new Error('no meter');
  const fresh: SimulatedMeter = { ...old, name: 'successor', header: { ...old.header, id: '10009999' } };
  const [obisText = ''] = old.obis;
  const obis = obisFromText(obisText);
  const begin = old.start[0] ?? 0n;

  let house: Billers;
  let gateway: Gateway;
  let resident: Account;
  let content: SealedContents['COPY'];
  let ownCopy: SignedBlock;
  let folder = '';
  let files = { company: '', gateway: '' };
  let fed = 0;
  /** A telegram as a receiver hears it: whose it is, only its own bytes say. */
  const feed = (meter: SimulatedMeter, time: bigint, value: bigint): void => {
    const line = JSON.stringify({ time: Number(time), format: 'mbus', hex: toHex(meterTelegram(meter, [value])) });
    writeFileSync(join(folder, 'spool', `t-${String((fed += 1)).padStart(4, '0')}.jsonl`), `${line}\n`);
  };
  const readings = (): { block: RecordedBlock; frame: CalldataFrame }[] =>
    house.observer.blocks
      .filter(is('READINGS'))
      .flatMap((block) =>
        decodeReadings(block.data).flatMap(({ frames }) => frames.map((frame) => ({ block, frame }))),
      );
  const framesOf = (meter: SimulatedMeter): { block: RecordedBlock; frame: CalldataFrame }[] =>
    readings().filter(({ frame }) => frame.channel === channelOf(idOfMeter(meter), obis));
  const counted = async (code: string, count: number): Promise<unknown> =>
    waitFor(`${code} ${count}`, async () =>
      (await (await fetch(`${gateway.url}/health`)).text()).includes(`"${code}":${count}`),
    );

  before(async () => {
    house = resources.use(await world({ billers: true })).billers;
    const { companySettings, providerSettings, company, provider, observer } = house;
    folder = join(dirname(companySettings.dataDir), 'metering');
    files = { company: join(folder, 'company-meters.json'), gateway: join(folder, 'meters.json') };
    mkdirSync(join(folder, 'spool'), { recursive: true });
    writeMetersFile(files.gateway, [old]);
    const common = {
      networkFile: join(dirname(companySettings.dataDir), 'sealer', 'network.json'),
      logLevel: 'silent',
    };
    const oracleOverrides = {
      ...common,
      dataDir: join(folder, 'oracle'),
      replicaUrl: house.url,
      queueUrl: house.url,
      gateways: ['house-1'],
      tokensDir: join(folder, 'tokens'),
      mqttPort: 0,
      httpPort: 0,
      followInterval: '50ms',
    };
    const oracle = resources.use(
      await startOracle(readSettings(oracleSettings, { prefix: 'UNUSED_', overrides: oracleOverrides }), stop.signal),
    );
    const gatewayOverrides = {
      ...common,
      gatewayId: 'house-1',
      dataDir: join(folder, 'gateway'),
      company: company.address,
      metersFile: files.gateway,
      tokenFile: join(folder, 'tokens', 'house-1.token'),
      spoolDir: join(folder, 'spool'),
      mqttUrl: `mqtt://127.0.0.1:${oracle.mqttPort}`,
      cadence: 'each',
      spoolInterval: '50ms',
      batchAge: '100ms',
      retryAfter: '200ms',
      httpPort: 0,
    };
    gateway = resources.use(
      await startGateway(
        readSettings(gatewaySettings, { prefix: 'UNUSED_', overrides: gatewayOverrides }),
        stop.signal,
      ),
    );
    const entry = {
      name: old.name,
      meterId: idOfMeter(old),
      premise: 'flat-01',
      provider: provider.address,
      resource: 1,
      unit: 1,
      exponent: old.exponent,
      device: 'gateway',
      verifiedUntil: '2039-01-01',
      obis: old.obis,
    };
    const devices = { gateway: join('gateway', 'device.json') };
    writeFileSync(files.company, JSON.stringify({ devices, meters: [entry] }));
    const participants = [...companySettings.participants, { address: oracle.address, role: ROLE.collector }];
    resources.use(await house.start({ ...companySettings, participants, metersFile: files.company }));
    resources.use(await house.start(providerSettings));
    await enrolPrograms(house);
    await observer.recorded('the collector', is('REGISTER', company.address, oracle.address));
    resident = await house.moveIn('flat-01', 'A1');
    await observer.recorded('the meter', is('METER_REGISTER', company.address));
  });
  after(async () => {
    stop.abort();
    await resources.disposeAsync();
  });

  it('begins with a contract about the old meter', async () => {
    const { observer, provider } = house;
    const author = { network: observer.network, account: resident, timestamp: nowSeconds() };
    const form = {
      version: '1' as const,
      resource: '1' as const,
      provider: provider.address,
      subscriber: resident.address,
      meterIds: [idOfMeter(old)],
      area: '0',
      residents: '0',
      from: localDate(start, ZONE),
    };
    const { signed, contractId } = await makeOffer({ ...author, form, counterparty: house.addressee(provider) });
    await observer.send(signed);
    const copy = await observer.recorded("the provider's copy", is('COPY', provider.address, resident.address));
    content = await openSealed({
      network: observer.network,
      account: resident,
      kind: 'COPY',
      carried: carriedBy(copy, decodeData('COPY', copy.data)),
    });
    // The month is over already, so the resident signs last: else the bill would come before the swap.
    ownCopy = (await makeCopy({ ...author, contractId, content, counterparty: house.addressee(provider) })).signed;
    feed(old, start, begin);
    feed(old, start + 10n * DAY, begin + 400n);
    await waitFor('two readings', () => Promise.resolve(framesOf(old).length === 2));
  });

  it('records METER_REPLACE only behind the last frame of the old meter', async () => {
    const { observer, company } = house;
    const meter = planMeter(fresh.name, toHex(meterTelegram(fresh, [17n])).slice(2));
    if (typeof meter === 'string') throw new Error(meter);
    const plan = { files, gatewayDir: join(folder, 'gateway'), oldMeter: old.name, meter, meterId: idOfMeter(fresh) };
    addMeter(files, planReplacement({ ...plan, final: [String(begin + 451n)], now: Number(removed) }));
    const replaced = await observer.recorded('the replacement', is('METER_REPLACE', company.address));
    expect(decodeData('METER_REPLACE', replaced.data)).to.deep.equal({
      oldMeterId: idOfMeter(old),
      newMeterId: idOfMeter(fresh),
    });
    const last = framesOf(old).at(-1);
    expect(last?.frame).to.deep.include({ sequence: 3n, time: removed });
    // Its month lies further back than frames may without the gap flag.
    expect((last?.frame.flags ?? 0) & ~FLAG.gap).to.equal(FLAG.periodClose);
    const place = ({ blockNumber, logIndex }: RecordedBlock): number => Number(blockNumber) * 1_000 + logIndex;
    expect(place(last?.block ?? replaced)).to.be.below(place(replaced));
  });

  it('takes the new meter by its own number, and counts what the old one still sends', async () => {
    feed(old, start + 13n * DAY, begin + 500n);
    await counted('METER_REPLACED', 1);
    feed(fresh, start + 13n * DAY, 17n);
    feed(old, start + 14n * DAY, begin + 501n);
    await counted('METER_REPLACED', 2);
    feed(fresh, end, 917n);
    await waitFor('two readings of the new meter', () => Promise.resolve(framesOf(fresh).length === 2));
    expect(framesOf(old)).to.have.length(3);
  });

  it('has a line of each meter, which only rises, and passes every check that the resident can make of its content', async () => {
    const { observer, provider } = house;
    const { network } = observer;
    await observer.send(ownCopy);
    const invoice = await observer.recorded('the bill', is('INVOICE', provider.address, resident.address));
    const { metered } = decodeData('INVOICE', invoice.data);
    const spans = metered.map(({ meterId, openSequence, closeSequence }) => [meterId, openSequence, closeSequence]);
    expect(spans).to.deep.equal([
      [idOfMeter(old), 1n, 3n],
      [idOfMeter(fresh), 1n, 2n],
    ]);
    const evidence = billEvidence({
      network,
      blocks: observer.blocks,
      device: deviceKeyIn(join(folder, 'gateway')),
      invoice,
      issuer: provider.address,
      terms: content.terms,
    });
    const report = await checkBill({
      network,
      account: resident,
      policy: { witnesses: [], required: 0 },
      now: 0n,
      evidence,
    });
    const passed = report.checks.filter(({ state }) => state === 'passed').map(({ name }) => name);
    // The proof that the bill is sealed is another matter (test/core/domain/resident/check/check-bill.test.ts).
    expect(passed).to.deep.equal(['sender', 'opened', 'terms', 'meter', 'chain', 'readings', 'arithmetic']);
    const exact = (451n + 900n) * RATES.single;
    expect(report.opened?.total).to.equal(((exact + AMOUNT_PER_MINOR / 2n) / AMOUNT_PER_MINOR) * AMOUNT_PER_MINOR);
  });

  it('is a history that verify takes, channels that ended included', async () => {
    await using engine = await startEngine();
    const records = recordsOfUrl(house.url, stop.signal);
    const verified = await verifyChain({ network: house.observer.network, records, engine });
    expect(verified.ok || verified.fault).to.equal(true);
    expect(verified.counts).to.include({ frames: 5, bills: 1 });
  });
});
