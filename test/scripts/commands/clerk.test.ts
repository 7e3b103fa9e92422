import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readPages } from '../../../core/chain/follow.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { clerkOffer, type OfferOptions } from '../../../scripts/commands/clerk/clerk.ts';
import { refusal } from '../../support/refusal.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';

describe('a clerk whose company is away', () => {
  let house: World;
  before(async () => {
    house = await world({ billers: true, ledger: { active: ['company', 'portal', 'provider'] } });
  });
  after(() => house[Symbol.asyncDispose]());

  async function offers(): Promise<number> {
    const { client } = house.ledger;
    let found = 0;
    for await (const { blocks } of readPages(client, 0n, await client.head()))
      found += blocks.filter(({ block }) => block.kind === KIND.OFFER).length;
    return found;
  }

  it('is refused when the time is over, and what was signed goes out with the next command', async () => {
    const { ledger, billers } = house;
    const resident = newAccount();
    await ledger.enrol(resident, ROLE.subscriber);
    const cut = join(house.folder, 'electricity-cut.json');
    const settings = JSON.parse(readFileSync(billers.providerSettingsFile, 'utf8')) as object;
    writeFileSync(cut, JSON.stringify({ ...settings, queueUrl: 'http://127.0.0.1:9' }));
    const offer: OfferOptions = {
      ...{ settings: cut, wait: '2', json: true },
      ...{ subscriber: resident.address, resource: 'electricity', from: '2026-01-01', area: '30', residents: '1' },
      meter: [],
    };
    expect(await refusal(() => clerkOffer(offer))).to.equal('CLERK_TIMEOUT');
    expect(await offers()).to.equal(0);
    await clerkOffer({ ...offer, settings: billers.providerSettingsFile, wait: '60' });
    expect(await offers()).to.equal(2);
  });
});
