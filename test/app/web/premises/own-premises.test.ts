import { expect } from 'chai';
import { loadPremises, type OwnFlat } from '../../../../app/web/src/resident/load/load-premises.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { toHex, uintBytes, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit, INFINITY } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND, QUANTITY, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { encodeFlatFact } from '../../../../core/domain/premises/flat-fact-content.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { changing, itemsOf, lyingPage, untilRead, type Json, type Lie } from '../support/lying-page.ts';

const id = (number: number): Hex => toHex(uintBytes(number, 32));
const HOUSE = id(40);
const FLATS = [1, 2, 3, 4, 5].map(id);
const [FLAT, OTHER] = [id(1), id(2)];

describe('what a resident sees of the own flat (I11)', () => {
  let house: World;
  let signedIn: SignedIn & { account: Account };
  const today = Number(nowSeconds() / 86_400n);

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider'] } });
    signedIn = await house.portal.resident('flat-3');
    const { company } = house.ledger;
    await list(today - 300, FLATS);
    await list(today - 200, FLATS);
    for (const [index, flat] of FLATS.entries())
      await state(company, flat, 'area', 5_000n + BigInt(index), today - 200);
    await answer(FLAT, signedIn.account.address, today - 100);
    await openSum(today - 50, 25_010n);
    await openSum(today, 25_010n);
    await state(house.ledger.portal, FLAT, 'residents', 2n, today - 100);
    await state(house.ledger.portal, FLAT, 'residents', 3n, today - 10);
    await state(house.ledger.portal, FLAT, 'residents', 4n, today - 5);
    // The birth was two days earlier than first said.
    await state(house.ledger.portal, FLAT, 'residents', 4n, today - 12);
    await state(house.ledger.portal, FLAT, 'share', 500_000_000n, today - 100);
    await state(house.ledger.portal, FLAT, 'share', null, today - 20);
    await state(house.ledger.portal, FLAT, 'area', 5_100n, today - 1);
    await untilRead(house);
  });
  after(() => house[Symbol.asyncDispose]());

  async function list(from: number, flats: Hex[]): Promise<void> {
    const { company, portal, say } = house.ledger;
    const data = encodeData('HOUSE', { houseId: HOUSE, from, flats, groups: [] });
    for (const hand of [company, portal])
      await say({ from: hand, ledger: 'premises', kind: KIND.HOUSE, subject: HOUSE, data });
  }
  async function state(
    from: Account,
    flat: Hex,
    quantity: keyof typeof QUANTITY,
    value: bigint | null,
    day: number,
  ): Promise<void> {
    const { say, company, client } = house.ledger;
    let data: BlockData['FLAT_FACT'] = {
      ...{ houseId: HOUSE, flat, quantity: QUANTITY[quantity], from: day },
      ...{ commitment: INFINITY, envelope: '0x' },
    };
    if (value !== null) {
      const context = contextOf(client.network, from, 'FLAT_FACT', { subject: flat });
      const addressees = flat === FLAT ? [company, signedIn.account] : [company];
      const content = encodeFlatFact({ value, blinding: 7n });
      data = { ...data, commitment: commit(value, 7n), envelope: await sealEnvelope({ content, addressees, context }) };
    }
    await say({ from, ledger: 'premises', kind: KIND.FLAT_FACT, subject: flat, data: encodeData('FLAT_FACT', data) });
  }
  async function answer(flat: Hex, account: Hex, day: number, to = account): Promise<void> {
    const data = encodeData('FLAT_ACCOUNT', { houseId: HOUSE, flat, from: day, account });
    const { portal, say } = house.ledger;
    await say({ from: portal, to, ledger: 'premises', kind: KIND.FLAT_ACCOUNT, subject: flat, data });
  }
  async function openSum(day: number, sum: bigint): Promise<void> {
    const { company, say } = house.ledger;
    const data = encodeData('AREA_SUM', { houseId: HOUSE, day, flats: FLATS, sum, blinding: 35n });
    await say({ from: company, ledger: 'premises', kind: KIND.AREA_SUM, subject: HOUSE, data });
  }
  const seen = async (lie?: Lie): Promise<OwnFlat[]> => (await loadPremises(await lyingPage(signedIn, lie), 0)).flats;
  const refused = (change: (body: Json) => Json): Promise<string> =>
    refusal(() => seen(changing('/api/premises', change)));
  const ofFlat = (change: (said: Json[]) => Json[]) => (body: Json) => ({
    ...body,
    flats: itemsOf(body, 'flats').map((flat) => ({ ...flat, said: change(itemsOf(flat, 'said')) })),
  });
  const ofHouse = (change: (one: Json) => Json) => (body: Json) => ({
    ...body,
    houses: itemsOf(body, 'houses').map(change),
  });
  const digestOf = (recorded: unknown): unknown => looseFields(recorded)['digest'];

  it('is not believed where a word on the flat is left out, repeated or exchanged for another’s', async () => {
    const { said } = looseFields(itemsOf(looseFields(await told()), 'flats')[0]) as { said: Json[] };
    expect(said).to.have.length(9);
    for (let at = 0; at < said.length; at++)
      expect(await refused(ofFlat((all) => all.toSpliced(at, 1)))).to.equal('FLAT_WORDS_INCOMPLETE');
    expect(await refused(ofFlat((all) => all.toSpliced(1, 1, all[2] ?? {})))).to.equal('FLAT_WORDS_INCOMPLETE');
    const dated = (one: Json): Json => ({ ...one, block: { ...looseFields(one['block']), timestamp: '1' } });
    const forged = ofFlat(([first = {}, ...rest]) => [dated(first), ...rest]);
    expect(await refused(forged)).to.equal('SENDER_MISMATCH');
  });

  it('is not believed where the flat is left out as a whole, or what the account is told', async () => {
    expect(await refused((body) => ({ ...body, flats: [] }))).to.equal('FLAT_WORDS_INCOMPLETE');
    expect(await refused((body) => ({ ...body, flats: [], blocks: [] }))).to.equal('OWN_BLOCKS_INCOMPLETE');
  });

  it('is not believed where a list of the house or its newest sum is left out or exchanged for an older one', async () => {
    const lists = (change: (all: Json[]) => Json[]) =>
      ofHouse((one) => ({ ...one, lists: change(itemsOf(one, 'lists')) }));
    expect(await refused(lists((all) => all.slice(1)))).to.equal('HOUSE_LISTS_INCOMPLETE');
    expect(await refused(lists((all) => all.toReversed()))).to.equal('HOUSE_LISTS_INCOMPLETE');
    expect(await refused((body) => ({ ...body, houses: [] }))).to.equal('HOUSE_LISTS_INCOMPLETE');
    expect(await refused(ofHouse((one) => ({ ...one, sum: null })))).to.equal('AREA_SUM_OTHER');
    const older = await olderSum();
    expect(await refused(ofHouse((one) => ({ ...one, sum: older })))).to.equal('AREA_SUM_OTHER');
  });

  it('says what holds since when and by whom, with all that was said before', async () => {
    const [flat, ...others] = await seen();
    expect(others).to.deep.equal([]);
    const { company, portal } = house.ledger;
    expect(flat).to.deep.include({ flat: FLAT, houseId: HOUSE, isListed: true, answers: { since: today - 100 } });
    expect(flat?.house).to.deep.equal({ flats: 5, meters: [] });
    const words = (name: string) =>
      flat?.quantities
        .find((one) => one.name === name)
        ?.words.map(({ from, by, value, holds, stands }) => [
          from - today,
          by === portal.address ? 'portal' : by === company.address ? 'company' : by,
          value.state === 'opened' ? value.value : value.state,
          holds ? 'holds' : stands ? 'stands' : 'gone',
        ]);
    expect(words('residents')).to.deep.equal([
      [-12, 'portal', 4n, 'holds'],
      [-5, 'portal', 4n, 'gone'],
      [-10, 'portal', 3n, 'gone'],
      [-100, 'portal', 2n, 'stands'],
    ]);
    expect(words('share')).to.deep.equal([
      [-20, 'portal', 'ended', 'holds'],
      [-100, 'portal', 500_000_000n, 'stands'],
    ]);
    expect(words('privilege')).to.deep.equal([]);
    expect(words('area')).to.deep.equal([
      [-1, 'portal', 5_100n, 'holds'],
      [-200, 'company', 5_000n, 'stands'],
    ]);
  });

  it('says that the area as it stood is in the public sum, and not the one that was said later', async () => {
    const [flat] = await seen();
    expect(flat?.areaSum).to.deep.include({ day: today, sum: 25_010n, flats: 5 });
    expect(flat?.areaSum?.ownArea).to.deep.equal({ state: 'opened', value: 5_000n });
  });

  it('is known to be an old state where the page saw a newer one', async () => {
    const stale = looseFields(await told());
    await house.ledger.enrol(newAccount(), ROLE.provider);
    const resident = await lyingPage(
      signedIn,
      changing('/api/premises', () => stale),
    );
    expect((await loadPremises(resident, 0)).fault).to.have.property('code', 'HEAD_OLDER');
  });

  it('follows when the account answers for another flat too, and no longer for one', async () => {
    await answer(OTHER, signedIn.account.address, today - 3);
    await answer(FLAT, `0x${'00'.repeat(20)}`, today, signedIn.account.address);
    await untilRead(house);
    const flats = await seen();
    expect(flats.map(({ flat, answers }) => [flat, answers?.since])).to.deep.equal([
      [FLAT, undefined],
      [OTHER, today - 3],
    ]);
    const area = flats[1]?.quantities.find(({ name }) => name === 'area');
    expect(area?.words.map(({ value }) => value.state)).to.deep.equal(['closed']);
    const one = (body: Json) => ({ ...body, flats: itemsOf(body, 'flats').slice(0, 1) });
    expect(await refused(one)).to.equal('FLAT_WORDS_INCOMPLETE');
  });

  it('is told of an own account alone', async () => {
    const other = `0x${'11'.repeat(20)}`;
    const answered = signedIn.get(`/api/premises?account=${other}`).catch((error: unknown) => String(error));
    expect(await answered).to.match(/NOT_YOURS|403/);
  });

  const told = (): Promise<unknown> => signedIn.get(`/api/premises?account=${signedIn.account.address}`);
  async function olderSum(): Promise<unknown> {
    const { blocks } = looseFields(await (await fetch(`${house.portal.app.url}/api/blocks?limit=200`)).json()) as {
      blocks: Json[];
    };
    const first = blocks.find(({ block }) => looseFields(block)['kind'] === KIND.AREA_SUM);
    const status: unknown = await (await fetch(`${house.portal.app.url}/api/blocks/${String(digestOf(first))}`)).json();
    return looseFields(status)['recorded'];
  }
});
