import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { readHouseMeters } from '../../../biller/house-files.ts';
import { readMeterRegister } from '../../../oracle/gateway/meters/meter-register.ts';
import { planHouse, type PlannedMeter } from '../../../scripts/world/house-plan.ts';
import { companyEntry, gatewayEntry } from '../../../scripts/world/meter-entries.ts';
import { addMeter } from '../../../scripts/world/meter-files.ts';
import { planWorld } from '../../../scripts/world/world-plan.ts';
import { USUAL_PORTS } from '../../../scripts/world/world-ports.ts';
import { refusal } from '../../support/refusal.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

describe("meters added to a house's files", () => {
  const folder = tempFolder();
  const dataDir = join(folder.path, 'data');
  const company = join(dataDir, 'biller-company', 'meters.json');
  const gateway = join(dataDir, 'gateway', 'meters.json');
  const provider: Hex = `0x${'11'.repeat(20)}`;
  after(() => folder[Symbol.dispose]());

  async function plan(): Promise<void> {
    await planWorld({ dataDir, ports: USUAL_PORTS, house: planHouse() });
  }
  function contents(): string[] {
    return [readFileSync(company, 'utf8'), readFileSync(gateway, 'utf8')];
  }
  function add(name: string, digits: string): void {
    const meter: PlannedMeter = {
      name,
      premise: 'house',
      manufacturer: 'ABB',
      serial: digits,
      resource: 1,
      provider: 'electricity',
      unit: 'Wh',
      exponent: 0,
      obis: ['1-0:1.8.0*255'],
      device: 'gateway',
      cadence: 'each',
    };
    const meterId: Hex = `0x${digits.repeat(32)}`;
    addMeter(
      { company, gateway },
      { company: companyEntry(meter, meterId, provider), gateway: gatewayEntry(meter, meterId) },
    );
  }

  before(plan);

  it('refuses a name of another meter, and another name for a meter, and changes nothing', async () => {
    add('first', 'a1');
    const before = contents();
    expect(await refusal(() => add('first', 'a2'))).to.equal('METER_NAME_TAKEN');
    expect(await refusal(() => add('second', 'a1'))).to.equal('METER_KNOWN');
    expect(contents()).to.deep.equal(before);
  });

  it('adds a meter once, to both files', () => {
    add('first', 'a1');
    add('first', 'a1');
    const inGateway = readMeterRegister(gateway).meters.filter(({ name }) => name === 'first');
    expect(inGateway.map(({ cadence }) => cadence)).to.deep.equal(['each']);
    const { meters } = JSON.parse(readFileSync(company, 'utf8')) as { meters: { name: string }[] };
    expect(meters.filter(({ name }) => name === 'first')).to.have.length(1);
    expect(readHouseMeters(company).missingDevices).to.deep.equal(['gateway']);
  });

  it('completes an addition that a crash left in one file', () => {
    const [before] = contents();
    add('third', 'a4');
    writeFileSync(company, before ?? '');
    add('third', 'a4');
    const { meters } = JSON.parse(readFileSync(company, 'utf8')) as { meters: { name: string }[] };
    expect(meters.at(-1)?.name).to.equal('third');
    expect(readMeterRegister(gateway).meters.filter(({ name }) => name === 'third')).to.have.length(1);
  });

  it('keeps added meters when the house starts again, the planned ones once', async () => {
    const before = contents();
    await plan();
    expect(contents()).to.deep.equal(before);
  });

  it('refuses to start over a file that cannot be read', async () => {
    const [, before] = contents();
    writeFileSync(gateway, '{"not": "a list"}');
    expect(await refusal(plan)).to.equal('METERS_INVALID');
    writeFileSync(gateway, before ?? '');
  });
});
