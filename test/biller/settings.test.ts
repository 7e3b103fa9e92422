import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectBiller } from '../../biller/connect.ts';
import { createHouseReader, readHouseMeters, readPremises } from '../../biller/house-files.ts';
import { startBiller } from '../../biller/main.ts';
import { billerSettings, type BillerSettings } from '../../biller/settings.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { networkToJson } from '../../core/domain/ledger/network.ts';
import { someNetwork } from '../sealer/support/some-network.ts';
import { refusal } from '../support/refusal.ts';
import { bytes32, PROVIDER } from '../core/domain/billing/bill-sample.ts';

function read(over: Record<string, unknown>): BillerSettings {
  return readSettings(billerSettings, {
    prefix: 'TEST_',
    overrides: { role: 'provider', dataDir: '/nowhere', ...over },
  });
}

describe("a biller's settings", () => {
  it('refuse unknown roles, resources, norms, rates, dates and accounts', async () => {
    const wrong: Record<string, unknown>[] = [
      { role: 'portal' },
      { services: [{ resource: 7 }] },
      { services: [{ resource: 1, norm: 'much' }] },
      { services: [{ resource: 1, norm: '1', tip: '1' }] },
      { rates: [{ resource: 1, rate: '1,5', validFrom: '2026-01-01' }] },
      { rates: [{ resource: 1, rate: '1', validFrom: 'today' }] },
      { participants: [{ address: '0x12', role: 2 }] },
      { participants: [{ address: PROVIDER, role: 1 }] },
      { clock: 'sundial' },
      { surprise: 1 },
    ];
    for (const over of wrong)
      expect(await refusal(() => read(over)), JSON.stringify(over)).to.equal('SETTINGS_INVALID');
  });
  it('give rates as integers and leave a norm out where a meter is needed', () => {
    const settings = read({
      services: [{ resource: 1 }],
      rates: [{ resource: 1, rate: '0.00673', validFrom: '2026-01-01' }],
    });
    expect(settings.services).to.deep.equal([{ resource: 1, norm: null, installation: 'possible' }]);
    expect(settings.rates).to.deep.equal([
      { resource: 1, zone: 0, mantissa: 673n, exponent: -5, validFrom: '2026-01-01' },
    ]);
  });
});

describe("the house's files", () => {
  const dir = mkdtempSync(join(tmpdir(), 'domledger-files-'));
  after(() => rmSync(dir, { recursive: true }));
  const file = (name: string, value: unknown): string => {
    const path = join(dir, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const meter = {
    meterId: bytes32(1),
    premise: 'flat-01',
    provider: PROVIDER,
    resource: 1,
    unit: 1,
    exponent: 0,
    device: 'gateway',
    verifiedUntil: '2030-01-01',
    obis: ['1-0:1.8.0*255'],
  };

  it('are refused when they are no JSON, have unknown fields, wrong codes or a premise twice', async () => {
    const flat = { premise: 'flat-01', personalAccount: '', area: '30', residents: '1' };
    expect(await refusal(() => readPremises(file('a.json', 'no json')))).to.equal('PREMISES_INVALID');
    expect(await refusal(() => readPremises(join(dir, 'missing.json')))).to.equal('PREMISES_INVALID');
    expect(await refusal(() => readPremises(file('b.json', [flat, flat])))).to.equal('PREMISES_INVALID');
    expect(await refusal(() => readPremises(file('c.json', [{ ...flat, area: 30 }])))).to.equal('PREMISES_INVALID');
    const devices = { gateway: 'device.json' };
    file('device.json', { algorithm: 1, x: bytes32(1), y: bytes32(2), gatewayId: 'g', deviceId: bytes32(3) });
    for (const wrong of [
      { obis: ['1.8.0'] },
      { resource: 6 },
      { extra: 1 },
      { meterId: '0x01' },
      { device: 'nobody' },
      { provider: 'me' },
      { digits: 19 },
    ]) {
      const path = file('d.json', { devices, meters: [{ ...meter, ...wrong }] });
      expect(await refusal(() => readHouseMeters(path)), JSON.stringify(wrong)).to.match(/^METERS_INVALID$/);
    }
    const dialOf = (dial: object): object => {
      const [read] = readHouseMeters(file('d.json', { devices, meters: [{ ...meter, exponent: -3, ...dial }] })).meters;
      return { digits: read?.digits, scale: read?.scale };
    };
    expect(await refusal(() => dialOf({ digits: 3, scale: -6 }))).to.equal('METERS_INVALID');
    expect(dialOf({})).to.deep.equal({ digits: 0, scale: 0 });
    expect(dialOf({ digits: 8 })).to.deep.equal({ digits: 8, scale: -3 });
    expect(dialOf({ digits: 5, scale: 0 })).to.deep.equal({ digits: 5, scale: 0 });
  });

  it('are read again when they change, and while a device file is missing', () => {
    const premisesFile = file('f.json', []);
    const metersFile = file('g.json', { devices: { gateway: 'soon.json' }, meters: [meter] });
    const house = createHouseReader({ premisesFile, metersFile });
    expect(house.premises().size).to.equal(0);
    expect(house.premises()).to.equal(house.premises());
    file('f.json', [{ premise: 'flat-01', personalAccount: '', area: '30', residents: '1' }]);
    expect(house.premises().size).to.equal(1);
    expect(house.meters().meters).to.deep.equal([]);
    file('soon.json', { algorithm: 1, x: bytes32(1), y: bytes32(2) });
    expect(house.meters().meters).to.have.length(1);
    expect(house.meters()).to.equal(house.meters());
  });

  it('let meters wait whose gateway has not written its device file yet', () => {
    const path = file('e.json', {
      devices: { gateway: 'later.json' },
      meters: [meter, { ...meter, meterId: bytes32(2), device: 'owner' }],
    });
    const early = readHouseMeters(path);
    expect(early.missingDevices).to.deep.equal(['gateway']);
    expect(early.meters.map(({ device }) => device)).to.deep.equal(['owner']);
    file('later.json', { algorithm: 1, x: bytes32(1), y: bytes32(2) });
    const late = readHouseMeters(path);
    expect(late.meters[0]?.device).to.equal(late.devices[0]?.deviceId);
  });
});

describe('starting a biller', () => {
  it("refuses to be the company with another account than the network's", async () => {
    const dir = mkdtempSync(join(tmpdir(), 'domledger-start-'));
    const networkFile = join(dir, 'network.json');
    const settings = read({ dataDir: dir, role: 'company', networkFile, logLevel: 'silent' });
    expect(await refusal(() => connectBiller(settings))).to.equal('NETWORK_MISSING');
    writeFileSync(networkFile, JSON.stringify(networkToJson(someNetwork(53278n))));
    expect(await refusal(() => startBiller(settings, new AbortController().signal))).to.equal('NOT_THE_COMPANY');
    rmSync(dir, { recursive: true });
  });

  it('ends with its signal while the replica is away', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'domledger-start-'));
    const stop = new AbortController();
    const starting = startBiller(
      read({ dataDir: dir, replicaUrl: 'http://127.0.0.1:9', queueUrl: 'http://127.0.0.1:9', logLevel: 'silent' }),
      stop.signal,
    );
    stop.abort();
    let error: unknown;
    await starting.catch((caught: unknown) => (error = caught));
    expect(error).to.be.instanceOf(Error);
    rmSync(dir, { recursive: true });
  });
});
