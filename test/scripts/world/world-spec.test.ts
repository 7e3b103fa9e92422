import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accountFromMnemonic } from '../../../core/domain/ledger/account.ts';
import { loadOrCreateMnemonic } from '../../../core/runtime/keystore.ts';
import { changesOf, ratesBy, rolesOf, seededBytes, seededHouse } from '../../../scripts/world/past/seeded-house.ts';
import { seededProfiles } from '../../../scripts/world/past/seeded-house.ts';
import { pastOf, refuseFull } from '../../../scripts/world/seed-world.ts';
import { keepWorldSpec, parseWorldSize, periodsOf } from '../../../scripts/world/past/world-spec.ts';
import { keystoreOf } from '../../../scripts/world/world-plan.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusalOf } from '../../support/refusal.ts';

const SIZE = { months: 36, flats: 12, seed: 1 };

describe('what a house with a past is', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  const house = (name: string, said?: object | string): string => {
    const dataDir = join(folder.path, name);
    mkdirSync(dataDir, { recursive: true });
    if (said !== undefined)
      writeFileSync(join(dataDir, 'world.json'), typeof said === 'string' ? said : JSON.stringify(said));
    return dataDir;
  };

  it('is refused in numbers that no house has', () => {
    for (const options of [
      { months: '1' },
      { months: '121' },
      { months: '-3' },
      { months: '2.5' },
      { months: '' },
      { months: 'many' },
      { flats: '1' },
      { flats: '13' },
      { seed: '-1' },
      { seed: '1000001' },
      { seed: '0x10' },
    ])
      expect(
        refusalOf(() => parseWorldSize(options)),
        JSON.stringify(options),
      ).to.equal('WORLD_SIZE_INVALID');
    expect(parseWorldSize({})).to.equal(undefined);
    expect(parseWorldSize({ months: '36' })).to.deep.equal(SIZE);
    expect(parseWorldSize({ seed: '7' })).to.deep.equal({ ...SIZE, seed: 7 });
  });

  it('is written into an empty folder alone', () => {
    const used = house('used');
    writeFileSync(join(used, 'layout.json'), '{}');
    expect(refusalOf(() => refuseFull(used))).to.equal(undefined);
    writeFileSync(join(used, 'something'), '');
    expect(refusalOf(() => refuseFull(used))).to.equal('DATA_NOT_EMPTY');
  });

  it('goes on as the folder says, and is refused as another one, half written, or broken', () => {
    const spec = { ...SIZE, until: 202610, isWritten: true };
    const dataDir = house('kept');
    expect(pastOf(dataDir, SIZE)).to.equal(undefined);
    keepWorldSpec(dataDir, spec);
    for (const asked of [undefined, SIZE]) expect(pastOf(dataDir, asked)).to.deep.equal(spec);
    for (const other of [{ months: 35 }, { flats: 11 }, { seed: 2 }])
      expect(refusalOf(() => pastOf(dataDir, { ...SIZE, ...other }))).to.equal('WORLD_OTHER');
    expect(refusalOf(() => pastOf(house('half', { ...spec, isWritten: false }), undefined))).to.equal(
      'WORLD_UNFINISHED',
    );
    for (const broken of ['', '{}', { ...spec, months: 1 }, { ...spec, more: 1 }])
      expect(refusalOf(() => pastOf(house('broken', broken), undefined))).to.equal('WORLD_BROKEN');
  });

  it('has its months in a row, over the turn of years', () => {
    expect(periodsOf({ months: 3, until: 202601 })).to.deep.equal([202511, 202512, 202601]);
    const all = periodsOf({ months: 36, until: 202610 });
    expect([all.length, all[0], all.at(-1)]).to.deep.equal([36, 202311, 202610]);
  });

  it('has rates that rise by nine in a hundred each July, and in its last month where there is none', () => {
    const base = [{ resource: 1, zone: 0, rate: '0.00547', validFrom: '2026-01-01' }];
    expect(changesOf({ months: 36, until: 202610 })).to.deep.equal([202407, 202507, 202607]);
    expect(changesOf({ months: 2, until: 202610 })).to.deep.equal([202610]);
    const spec = { months: 36, until: 202610 };
    const said = (period: number): [string, string][] =>
      ratesBy(base, spec, period).map(({ rate, validFrom }) => [rate, validFrom]);
    expect(said(202406)).to.deep.equal([['0.00547', '2023-11-01']]);
    expect(said(202610)).to.deep.equal([
      ['0.00547', '2023-11-01'],
      ['0.0059623', '2024-07-01'],
      ['0.0064546', '2025-07-01'],
      ['0.0069469', '2026-07-01'],
    ]);
  });

  it('has meters of two zones, a replaced one, one that is read by hand, in a large house and a small one', () => {
    for (const flats of [2, 5, 12]) {
      const roles = rolesOf({ flats });
      for (const flat of Object.values(roles)) expect(flat).to.be.within(0, flats);
      const { house: sample, meters, premises } = seededHouse({ flats });
      expect(premises).to.have.length(flats);
      const electricity = sample.meters.filter(({ resource }) => resource === 'electricity');
      expect(electricity.find(({ flat }) => flat === roles.twoZone)?.tariffs).to.deep.equal([1, 2]);
      expect(electricity.filter(({ flat }) => flat === roles.replaced).map(({ name }) => name)).to.deep.equal([
        `flat-${roles.replaced}-electricity-2`,
      ]);
      const names = meters.map(({ name }) => name);
      expect(names).to.include(`flat-${roles.replaced}-electricity`);
      expect(new Set(names).size).to.equal(names.length);
      expect(
        meters.filter(({ device }) => device === 'owner').map(({ premise }) => Number(premise.slice(-2))),
      ).to.deep.equal([roles.readByHand]);
      expect(seededHouse({ flats }, false).meters.map(({ name }) => name)).to.not.include(
        `flat-${roles.replaced}-electricity-2`,
      );
    }
  });

  it('has the same keys and uses for one seed, and others for another', async () => {
    const { house: sample, ...plan } = seededHouse({ flats: 12 });
    void sample;
    const uses = (seed: number): bigint[] => {
      const { profile, water } = seededProfiles({ seed }, { house: sample, ...plan }, 11);
      return Array.from({ length: 48 }, (_, hour) => profile(3, hour) + 1_000_000n * water(3, hour));
    };
    expect(uses(1)).to.deep.equal(uses(1));
    expect(uses(1)).to.not.deep.equal(uses(2));
    const address = async (seed: number, name: string): Promise<string> => {
      const files = keystoreOf(join(folder.path, name));
      return accountFromMnemonic(await loadOrCreateMnemonic(files, seededBytes(seed, 'resident flat-01', 16))).address;
    };
    const one = await address(1, 'one');
    expect(await address(1, 'same')).to.equal(one);
    expect(await address(2, 'other')).to.not.equal(one);
    // A keystore that is there stays what it is.
    expect(await address(2, 'one')).to.equal(one);
  });
});
