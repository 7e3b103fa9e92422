import { ZERO_LINK } from '../../../../core/domain/reading/frame.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { emptyMemory } from '../../../../oracle/gateway/frames/plan-frames.ts';
import { readMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { openGatewayStore } from '../../../../oracle/gateway/store/store.ts';
import { readHouseMeters } from '../../../../biller/house-files.ts';
import { sampleHouse, type SimulatedMeter } from '../../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { addMeter } from '../../../../scripts/world/meter-files.ts';
import { planMeter, type TelegramMeter } from '../../../../scripts/world/plan-meter.ts';
import { planReplacement, type Replacement } from '../../../../scripts/world/replacement.ts';
import { idOfMeter, writeMetersFile } from '../../../oracle/support/metering.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli } from '../../../support/run-cli.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

const NOW = 1_793_000_000;
const PROVIDER: Hex = `0x${'11'.repeat(20)}`;
const DEVICE: Hex = `0x${'dd'.repeat(32)}`;

describe('domledger meter replace', () => {
  const folder = tempFolder();
  const files = { company: join(folder.path, 'company.json'), gateway: join(folder.path, 'gateway.json') };
  const gatewayDir = join(folder.path, 'gateway');
  const [simple, water] = sampleHouse({ flats: 1, unmetered: [] }).meters;
  const zoned = sampleHouse({ flats: 1, unmetered: [], threeZone: [1] }).meters[0];
  if (simple === undefined || water === undefined || zoned === undefined) throw new Error('no meters');
  const manual: SimulatedMeter = { ...water, name: 'by-hand', header: { ...water.header, id: '10000077' } };
  const zones: SimulatedMeter = { ...zoned, name: 'zones', header: { ...zoned.header, id: '10000088' } };
  const successorOf = (meter: SimulatedMeter, id = '10009999'): SimulatedMeter => ({
    ...meter,
    header: { ...meter.header, id },
  });
  const planned = (meter: SimulatedMeter, name = 'new'): TelegramMeter => {
    const made = planMeter(name, toHex(meterTelegram(meter, meter.start)).slice(2));
    if (typeof made === 'string') throw new Error(made);
    return made;
  };
  const plan = (
    over: { oldMeter?: string; fresh?: SimulatedMeter; name?: string; final?: string[] } = {},
  ): Replacement => {
    const { oldMeter = simple.name, fresh = successorOf(simple), name = 'new', final = [] } = over;
    const meter = planned(fresh, name);
    return planReplacement({ files, gatewayDir, oldMeter, meter, meterId: idOfMeter(fresh), final, now: NOW });
  };
  const contents = (): string[] => [readFileSync(files.company, 'utf8'), readFileSync(files.gateway, 'utf8')];

  before(() => {
    const all = [simple, water, manual, zones];
    writeMetersFile(files.gateway, all);
    const meters = all.map((meter) => ({
      name: meter.name,
      meterId: idOfMeter(meter),
      premise: 'flat-01',
      provider: PROVIDER,
      resource: meter.resource === 'electricity' ? 1 : 2,
      unit: meter.unit === 'Wh' ? 1 : 2,
      exponent: meter.exponent,
      device: meter === manual ? 'owner' : DEVICE,
      verifiedUntil: '2039-01-01',
      obis: meter.obis,
      ...(meter === simple ? { digits: 8 } : {}),
    }));
    writeFileSync(files.company, JSON.stringify({ devices: {}, meters }));
    mkdirSync(gatewayDir);
    const store = openGatewayStore(join(gatewayDir, 'gateway.sqlite'));
    const channel = readMeterRegister(files.gateway).byName(simple.name)?.registers[0]?.channel ?? '0x';
    const memory = { ...emptyMemory(), sequence: 1n, lastTime: BigInt(NOW + 60), lastValue: 5_000n };
    store.setChannel(channel, idOfMeter(simple), { memory, previous: ZERO_LINK, heardAtMs: 0 });
    store.close();
  });
  after(() => folder[Symbol.dispose]());

  it('refuses an old meter that is unknown, read by hand, or of another kind, and changes nothing', async () => {
    const before = contents();
    expect(await refusal(() => plan({ oldMeter: 'nobody' }))).to.equal('METER_UNKNOWN');
    expect(await refusal(() => plan({ oldMeter: manual.name, fresh: successorOf(manual) }))).to.equal('METER_UNKNOWN');
    expect(await refusal(() => plan({ fresh: successorOf(water) }))).to.equal('REPLACEMENT_UNLIKE');
    expect(await refusal(() => plan({ oldMeter: zones.name }))).to.equal('REPLACEMENT_UNLIKE');
    expect(contents()).to.deep.equal(before);
  });

  it('refuses a new meter that is listed already, and a name that is taken', async () => {
    expect(await refusal(() => plan({ fresh: simple }))).to.equal('METER_KNOWN');
    expect(await refusal(() => plan({ oldMeter: water.name, fresh: water }))).to.equal('METER_KNOWN');
    expect(await refusal(() => addMeter(files, plan({ name: water.name })))).to.equal('METER_NAME_TAKEN');
  });

  it('refuses a last reading that is no exact decimal, of no register, lower than what is known, or higher than it can have risen', async () => {
    for (const final of ['', '-1', '1e3', '5000.5', '5000,5', '9-9:9.9.9*255=5000', '1'.repeat(19)])
      expect(await refusal(() => plan({ final: [final] })), final).to.equal('FINAL_INVALID');
    const zonesPlan = { oldMeter: zones.name, fresh: successorOf(zones) };
    expect(await refusal(() => plan({ ...zonesPlan, final: ['5000'] }))).to.equal('FINAL_INVALID');
    expect(await refusal(() => plan({ final: ['4999'] }))).to.equal('FINAL_BELOW_KNOWN');
    expect(await refusal(() => plan({ final: ['100000000'] }))).to.equal('DIGITS_EXCEEDED');
    expect(await refusal(() => plan({ final: ['24005003'] }))).to.equal('FINAL_JUMPED');
    expect(Object.values(plan({ final: ['24005001'] }).gateway.replaces?.final.values ?? {})).to.have.length(1);
  });

  it('gives the new meter the premise, provider, registers and exponent of the old one, and the moment to both lists', () => {
    const { gateway, company } = plan({ final: ['5000'] });
    expect(company).to.deep.include({
      name: 'new',
      premise: 'flat-01',
      provider: PROVIDER,
      device: DEVICE,
      exponent: simple.exponent,
      obis: simple.obis,
    });
    // Behind the newest reading that the gateway has: a register's times only rise.
    const time = NOW + 61;
    expect(company.replaces).to.deep.equal({ meterId: idOfMeter(simple), time });
    const values = { [simple.obis[0] ?? '']: '5000' };
    expect(gateway.replaces).to.deep.equal({ meterId: idOfMeter(simple), final: { time, values } });
  });

  it('takes last readings of several registers by their codes', () => {
    const final = zones.obis.map((obis, i) => `${obis}=${5_000 + i}`);
    const { gateway } = plan({ oldMeter: zones.name, fresh: successorOf(zones), final });
    expect(gateway.replaces?.final).to.deep.equal({
      time: NOW,
      values: Object.fromEntries(zones.obis.map((obis, i) => [obis, String(5_000 + i)])),
    });
  });

  it('lists it once, readable for both programs, keeps what was said first, and refuses another successor', async () => {
    addMeter(files, plan({ final: ['5000'] }));
    const before = contents();
    const again = plan({ oldMeter: idOfMeter(simple), final: ['6000'] });
    addMeter(files, again);
    expect(contents()).to.deep.equal(before);
    expect(Object.values(again.gateway.replaces?.final.values ?? {})).to.deep.equal(['5000']);
    expect(readMeterRegister(files.gateway).byName('new')?.replaces?.final?.time).to.equal(NOW + 61);
    expect(readHouseMeters(files.company).meters.at(-1)?.replaces).to.deep.equal({
      meterId: idOfMeter(simple),
      time: BigInt(NOW + 61),
    });
    expect(await refusal(() => plan({ fresh: successorOf(simple, '10009998') }))).to.equal('METER_REPLACED');
  });

  it('is told on the command line, and ends with 2 where something is missing', async () => {
    const help = await runCli(['meter', 'replace', '--help']);
    expect([help.code, help.stdout]).to.satisfy(([code, text]: [number, string]) => code === 0 && /--final/.test(text));
    const missing = await runCli(['meter', 'replace', '--name', 'a', '--format', 'mbus', '--file', 'x']);
    expect([missing.code, missing.stdout]).to.deep.equal([2, '']);
    expect(missing.stderr).to.match(/--old <meter>/);
    const file = join(folder.path, 'telegram.hex');
    writeFileSync(file, toHex(meterTelegram(simple, simple.start)).slice(2));
    const args = ['--old', 'a', '--name', 'b', '--format', 'mbus', '--file', file];
    const nowhere = await runCli(['meter', 'replace', ...args, '--data', join(folder.path, 'nowhere'), '--json']);
    expect([nowhere.code, nowhere.stdout]).to.deep.equal([2, '']);
    expect(nowhere.stderr).to.match(/SETTINGS_MISSING/);
  });
});
