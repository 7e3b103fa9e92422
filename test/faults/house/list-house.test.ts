import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { PORT_NAMES } from '../../../scripts/world/world-ports.ts';
import { readModelText } from '../../../app/server/operator/ask-operator.ts';
import { listedHouseOf, lookAtHouse, type ListedHouse } from '../../../scripts/start/list-house.ts';
import { openDesk } from '../../../biller/commands/act-by-hand.ts';
import { refusal } from '../../support/refusal.ts';
import { statusUnder } from '../../support/world/status-under.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import type { House } from '../../support/world/house-part.ts';

/** A sum of areas is of five flats at least. */
const FLATS = [1, 2, 3, 4, 5];

describe('the list of the sandbox house', function () {
  this.timeout(400_000);
  const { signal } = new AbortController();
  let house: House;
  let listed: ListedHouse;

  before(async () => {
    ({ house } = await world({ house: { flats: FLATS, played: true } }));
    listed = listedHouseOf(house.plan, join(house.dataDir, 'house.json'));
  });
  after(() => house?.[Symbol.asyncDispose]());

  const said = async (): Promise<Record<string, number>> => {
    const { context } = await openDesk(listed.settings, signal);
    const { houses, facts, accounts } = context.state.premises;
    return { houses: houses.size, facts: facts.size, accounts: accounts.size };
  };
  /** How often something was said of premises. */
  const spoken = async (): Promise<number> => {
    const rows = (await readModelText(listed.operator())).split('\n');
    return rows.filter((row) => /^(houses|flat_facts|flat_accounts|area_sums) /.test(row)).length;
  };
  const settled = (): Promise<true> =>
    waitFor('all of it is said', async () => {
      const isSaid = await lookAtHouse(listed, signal).catch(() => false);
      await house.settle();
      return isSaid && (await said())['accounts'] === FLATS.length;
    });

  it('waits while the portal is away, and refuses a file that is none of its own', async () => {
    const away = { ...listed, operator: () => ({ ...listed.operator(), url: 'http://127.0.0.1:9' }) };
    expect(await refusal(() => lookAtHouse(away, signal))).to.equal('PORTAL_UNREACHABLE');
    const elsewhere = { ...listed, operator: () => ({ ...listed.operator(), url: house.url('sealer') }) };
    expect(await refusal(() => lookAtHouse(elsewhere, signal))).to.equal('NOT_FOUND');
    const idsFile = join(house.dataDir, 'other.json');
    writeFileSync(idsFile, '{"salt":"0x00"}');
    const fault = await lookAtHouse({ ...listed, idsFile }, signal).catch((error: unknown) => error);
    expect(String(fault)).to.include('salt');
  });

  it('is in a house no listener of which answers under the name of another host', async () => {
    const {
      mqtt: _mqtt,
      meters: _meters,
      ...pages
    } = Object.fromEntries(PORT_NAMES.map((name) => [name, house.url(name)]));
    for (const [name, url] of Object.entries(pages)) {
      expect(await statusUnder(`${url}/health`, 'evil.example'), name).to.equal(403);
      expect(await statusUnder(`${url}/health`, '127.0.0.1'), name).not.to.equal(403);
    }
  });

  it('is said by both clerks once, and not again by a later look, or one behind a kill', async () => {
    await settled();
    expect(await said()).to.deep.equal({ houses: 1, facts: 2 * FLATS.length, accounts: FLATS.length });
    const before = await spoken();
    expect(await lookAtHouse(listed, signal)).to.equal(true);
    await house.kill('app');
    await house.restart('app');
    await settled();
    expect(await spoken()).to.equal(before);
  });
});
