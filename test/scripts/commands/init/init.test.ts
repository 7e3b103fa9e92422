import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readHouseMeters, readPremises } from '../../../../biller/house-files.ts';
import { readSettings, type SettingsTable } from '../../../../core/runtime/settings.ts';
import { readMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { found } from '../../../../scripts/commands/init/found.ts';
import { parseHouse } from '../../../../scripts/commands/init/house-csv.ts';
import { initCollector, type CollectorOptions } from '../../../../scripts/commands/init/init-collector.ts';
import { initCompany, type CompanyOptions } from '../../../../scripts/commands/init/init-company.ts';
import { initGateway } from '../../../../scripts/commands/init/init-gateway.ts';
import { initPortal, initProvider } from '../../../../scripts/commands/init/init-portal.ts';
import { parseNorm, parseRate } from '../../../../scripts/commands/init/prices.ts';
import { runSite } from '../../../../scripts/commands/init/run-site.ts';
import { TABLES } from '../../../../scripts/commands/doctor/read-machine.ts';
import { readSite } from '../../../../scripts/commands/init/site.ts';
import { freePorts } from '../../../../scripts/world/free-ports.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { refusal } from '../../../support/refusal.ts';

const HEADING = 'premise,account,area,residents,resource,maker,serial,obis,gateway,verified-until';
const HOUSE = `${HEADING}
flat-1,4070210001,54.30,2,electricity,DMS,10000001,1-0:1.8.1*255 1-0:1.8.2*255,house-1,2031-12-31
flat-1,,,,cold-water,DMS,20000001,8-0:1.0.0*255,owner,2031-12-31
flat-2,4070210002,31.40,0,,,,,,
house,,,,electricity,DMS,10000099,1-0:1.8.0*255,house-1,2031-12-31
`;
const COMMON = { host: '127.0.0.1', sealer: 'http://127.0.0.1:14700' };
const tables: Readonly<Record<string, SettingsTable>> = TABLES;

describe("owners' folders", () => {
  const folder = tempFolder();
  const at = (path: string): string => join(folder.path, path);
  const json = (path: string): Record<string, unknown> => JSON.parse(readFileSync(at(path), 'utf8')) as never;
  let company: CompanyOptions;
  let collector: CollectorOptions;
  before(async () => {
    const [port = 0] = await freePorts(1);
    writeFileSync(at('house.csv'), HOUSE);
    const outside = { publicUrl: 'http://127.0.0.1:1', issuer: 'http://127.0.0.1:2', bank: 'http://127.0.0.1:3' };
    const witness = 'http://127.0.0.1:14720';
    await initPortal({ ...COMMON, ...outside, witness, dir: at('portal'), port: '14710', name: 'Portal' });
    const rates = { rate: ['electricity/1=6.1', 'electricity/2=2.13'], norm: ['electricity=96.5'] };
    await initProvider({
      ...COMMON,
      ...rates,
      dir: at('power'),
      port: '14720',
      name: 'Power',
      url: 'https://power.example',
    });
    collector = {
      ...COMMON,
      dir: at('collection'),
      port: '14730',
      name: 'Meters',
      gateway: ['house-1'],
      replica: witness,
    };
    await initCollector(collector);
    company = {
      ...{ ...COMMON, dir: at('company'), port: String(port), name: 'Pine Wood', house: at('house.csv') },
      ...{ rate: ['cold-water=50.93'], norm: ['cold-water=4.745'], from: '2026-01-01', currency: 'RUB' },
      ...{ timeZone: 'Europe/Moscow', card: ['portal', 'power', 'collection'].map((one) => at(`${one}/card.json`)) },
    };
    await initCompany(company);
    const meters = at('company/hand-over/house-1.json');
    await initGateway({
      ...COMMON,
      dir: at('gateway'),
      port: '14740',
      collector: at('collection/hand-over/house-1'),
      meters,
    });
  });
  after(() => folder[Symbol.dispose]());

  it('are never written over, and are not left half made', async () => {
    expect(await refusal(() => initCompany(company))).to.equal('SITE_EXISTS');
    const dir = at('second');
    const refused = async (over: Partial<CompanyOptions>): Promise<unknown> =>
      refusal(() => initCompany({ ...company, dir, ...over }));
    expect(await refused({ card: company.card.slice(1) })).to.equal('PORTAL_CARD');
    expect(await refused({ card: [...company.card, ...company.card.slice(1)] })).to.equal('CARD_TWICE');
    expect(await refused({ card: [at('house.csv')] })).to.equal('CARD_INVALID');
    expect(await refused({ rate: [] })).to.equal('SUPPLIER_UNCLEAR');
    expect(await refused({ rate: [...company.rate, 'electricity=5'] })).to.equal('SUPPLIER_UNCLEAR');
    expect(await refused({ port: '65534' })).to.equal('PORT_INVALID');
    expect(await refused({ name: ' ' })).to.equal('NAME_INVALID');
    expect(await refusal(() => initCollector({ ...collector, dir, gateway: [] }))).to.equal('GATEWAY_INVALID');
    const path = process.env['PATH'];
    process.env['PATH'] = at('nothing');
    expect(await refusal(() => initCollector({ ...collector, dir, broker: 'broker' }))).to.equal('OPENSSL_FAILED');
    process.env['PATH'] = path;
    const other = { ...COMMON, dir, port: '14740', collector: at('portal'), meters: at('portal/card.json') };
    expect(await refusal(() => initGateway(other))).to.equal('FILE_UNREADABLE');
    const handed = { ...other, collector: at('collection/hand-over/house-1') };
    expect(await refusal(() => initGateway(handed))).to.equal('HAND_OVER_INVALID');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('second'))).to.deep.equal([]);
  });

  it('hold settings that every program takes, secrets for their owner alone, a unit of each program, and what compose asks', () => {
    for (const owner of ['company', 'portal', 'power', 'collection', 'gateway'])
      for (const { name, program } of readSite(at(owner)).programs) {
        const table = tables[program] ?? {};
        readSettings(table, { prefix: 'TEST_', file: at(`${owner}/${name}/settings.json`) });
      }
    for (const file of [
      'company/biller/keystore.json',
      'gateway/gateway/device-key.pem',
      'collection/hand-over/house-1/token',
    ])
      expect(statSync(at(file)).mode & 0o077, file).to.equal(0);
    const unit = readFileSync(at('company/systemd/domledger-company-sealer.service'), 'utf8');
    expect(unit)
      .to.include(`--settings "${at('company/sealer/settings.json')}"`)
      .and.include('domledger-company-keeper');
    expect(readFileSync(at('company/compose.env'), 'utf8'))
      .to.include(`SITE='${at('company')}'`)
      .and.match(/^SEALER_PORT='\d+'$/m);
    const genesis = json('company/geth/genesis.json')['config'] as Record<string, unknown>;
    expect(genesis['chainId']).to.equal(json('company/sealer/settings.json')['chainId']);
    expect(readFileSync(at('portal/postgres/pgpass'), 'utf8')).to.include(
      `:domledger:${readFileSync(at('portal/postgres/password'), 'utf8')}\n`,
    );
    // A network is never founded by what a folder says, but by the command alone.
    expect(json('company/sealer/settings.json')).to.not.have.property('found');
    expect(json('company/sealer/settings.json')['chainId']).to.not.equal(53278);
  });

  it('hand the house over: flats, meters with their ledger names, prices of the unit that a meter counts', () => {
    expect([...readPremises(at('company/premises.json')).keys()]).to.deep.equal(['flat-1', 'flat-2']);
    const registered = readHouseMeters(at('company/meters.json'));
    expect(registered.missingDevices).to.deep.equal(['house-1']);
    cpSync(at('gateway/device.json'), at('company/house-1.json'));
    const handed = readMeterRegister(at('gateway/meters.json')).meters;
    expect(handed.map(({ name }) => name)).to.deep.equal(['flat-1-electricity', 'house-electricity']);
    const power = json('power/card.json')['address'];
    const meters = json('company/meters.json')['meters'] as { name: string; meterId: string; provider: string }[];
    expect(meters[0]).to.include({ meterId: handed[0]?.meterId, provider: power, unit: 1, exponent: 0 });
    expect(meters[1]).to.include({ name: 'flat-1-cold-water', device: 'owner', unit: 2, exponent: -3 });
    expect(json('power/biller/settings.json')['rates']).to.have.nested.property('[1].rate', '0.00213');
    expect(json('power/biller/settings.json')['services']).to.have.nested.property('[0].norm', '96500');
    expect(json('company/biller/settings.json')).to.have.nested.property('services[0].norm', '4.745');
    for (const text of ['gas', 'gas=1,2', 'gas/12=1'])
      expect(() => parseRate(text, 'x')).to.throw('takes electricity=5.47');
    expect(() => parseNorm('gas'))
      .to.throw('takes cold-water')
      .with.property('code', 'PRICE_INVALID');
    expect(() => parseNorm('upkeep=3'))
      .to.throw()
      .with.property('code', 'RESOURCE_UNKNOWN');
    expect(parseNorm('heat=0.0628')).to.deep.include({ norm: '62800000' });
  });

  it('name every fault of the list of the house by its line', () => {
    const faults = (...lines: string[]): string => {
      try {
        parseHouse([HEADING, ...lines].join('\r\n'));
        return '';
      } catch (error) {
        expect(error).to.have.property('code', 'HOUSE_INVALID');
        return String(error);
      }
    };
    const good = HOUSE.split('\n')[1] ?? '';
    expect(faults(good)).to.equal('');
    expect(faults(good.replaceAll(',', ';'))).to.equal('');
    expect(faults()).to.include('names no flat');
    expect(faults(good, good)).to.include('line 3: meter DMS 10000001 stands in the list already');
    for (const [from, to, why] of [
      ['54.30', '54,30', 'has 11 columns, not 10'],
      ['54.30', '0', 'area is in m²'],
      [',2,', ',two,', 'residents is how many'],
      ['4070210001', '', 'account is the number'],
      ['flat-1', 'flat 1', 'premise is a name'],
      ['electricity', 'steam', 'The resource "steam"'],
      ['electricity', 'upkeep', 'No meter counts upkeep'],
      ['electricity', '', 'a meter has a resource'],
      ['DMS', 'dms', 'maker is three capital letters'],
      ['10000001', '', "serial is the meter's number"],
      ['1-0:1.8.1*255 1-0:1.8.2*255', '', 'obis names the registers'],
      ['house-1', '', 'gateway is the name'],
      ['2031-12-31', '2031-02-30', 'verified-until is a day'],
    ] as const)
      expect(faults(good.replace(from, to)), `${from} as ${to}`)
        .to.include(`line 2: `)
        .and.include(why);
    expect(faults(good, 'flat-1,,60.00,,,,,,,')).to.include('line 3: flat-1 has other columns than in its first line');
    expect(() => parseHouse('premise;area')).to.throw('the column account is missing');
  });

  it('found a network once, and run nothing without one', async () => {
    expect(await refusal(() => runSite(at('company')))).to.equal('NETWORK_AWAITED');
    expect(await refusal(() => runSite(at('portal')))).to.equal('NETWORK_AWAITED');
    expect(await refusal(() => runSite(at('nowhere')))).to.equal('SITE_MISSING');
    expect(await refusal(() => found(at('portal'), {}))).to.equal('SITE_OTHER');
    await found(at('company'), { json: true });
    expect(json('company/network.json')['name']).to.equal('Pine Wood');
    expect(await refusal(() => found(at('company'), {}))).to.equal('FOUNDED_ALREADY');
    writeFileSync(at('portal/site.json'), '{}');
    expect(() => readSite(at('portal')))
      .to.throw()
      .with.property('code', 'SITE_INVALID');
    expect(existsSync(at('company/keeper/token'))).to.equal(true);
  });
});
