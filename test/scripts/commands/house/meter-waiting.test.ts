import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../../../core/domain/ledger/kinds.ts';
import { sampleHouse } from '../../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { meterAdd } from '../../../../scripts/commands/house/meter-add.ts';
import { meterReplace } from '../../../../scripts/commands/house/meter-replace.ts';
import { openDevice } from '../../../../oracle/gateway/device/open-device.ts';
import { readHouse } from '../../../../scripts/commands/house/house-settings.ts';
import { planHouse } from '../../../../scripts/world/house-plan.ts';
import { USUAL_PORTS } from '../../../../scripts/world/world-ports.ts';
import { planWorld, writeSettings } from '../../../../scripts/world/world-plan.ts';
import { startCompany } from '../../../sealer/support/company.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { refusal } from '../../../support/refusal.ts';

describe('a meter that the company does not register', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());
  const data = join(folder.path, 'house');
  const [sample] = sampleHouse({ flats: 1, unmetered: [] }).meters;
  if (sample === undefined) throw new Error('no meters');
  const old = planHouse().meters.find(
    ({ premise, resource }) => premise === 'flat-01' && resource === RESOURCE.electricity,
  );
  if (old === undefined) throw new Error('flat-01 has no such meter');
  /** The telegram of a meter like the sample, of another number. */
  const telegramOf = (id: string): string => {
    const file = join(folder.path, `${id}.hex`);
    writeFileSync(file, toHex(meterTelegram({ ...sample, header: { ...sample.header, id } }, sample.start)).slice(2));
    return file;
  };
  const listed = (name: string): boolean[] =>
    ['biller-company', 'gateway'].map((program) =>
      readFileSync(join(data, program, 'meters.json'), 'utf8').includes(`"name": "${name}"`),
    );

  it('is refused when the time is over, stays listed for both programs, and is waited for again', async () => {
    // The company's ledgers without the company's biller, which would register it.
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const plan = await planWorld({ dataDir: data, ports: USUAL_PORTS, house: planHouse() });
    for (const program of plan.programs)
      writeSettings(plan, {
        ...program,
        settings:
          program.program === 'biller'
            ? { ...program.settings, replicaUrl: sealer.url, queueUrl: sealer.url }
            : program.settings,
      });
    const add = { name: 'roof', format: 'mbus', file: telegramOf('10009998'), data, wait: '1', json: true };
    expect(await refusal(() => meterAdd(add))).to.equal('METER_WAITING');
    expect(await refusal(() => meterAdd(add))).to.equal('METER_WAITING');
    expect(listed('roof')).to.deep.equal([true, true]);
    // What the gateway does at its first start.
    await openDevice(readHouse(data).gateway, new Uint8Array());
    const replace = { ...add, name: 'new', file: telegramOf('10009999'), old: old.name, final: [] };
    expect(await refusal(() => meterReplace(replace))).to.equal('METER_WAITING');
    expect(listed('new')).to.deep.equal([true, true]);
  });
});
