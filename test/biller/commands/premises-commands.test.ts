import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeAreas, makeAreaSum, makeHouse } from '../../../biller/commands/premises-commands.ts';
import type { Message } from '../../../biller/sender.ts';
import { canonicalJson } from '../../../core/domain/bytes/canonical-json.ts';
import { utf8, type Hex } from '../../../core/domain/bytes/hex.ts';
import { commit } from '../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { flatIdOf, houseIdOf } from '../../../core/domain/ledger/ids.ts';
import { KIND, QUANTITY, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { accountOn } from '../../../core/domain/premises/premises-book.ts';
import { checkAreaSum } from '../../../core/domain/premises/check-area-sum.ts';
import { valueOnDay } from '../../../core/domain/premises/flat-on-day.ts';
import { openFlatFact } from '../../../core/domain/premises/open-flat-fact.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { bytes32 } from '../../core/domain/billing/bill-sample.ts';
import { refusal } from '../../support/refusal.ts';
import { newAccount } from '../../support/world/actors.ts';
import { testContext, type TestContext } from '../support/desk.ts';

const SALT = bytes32(0x5a);
const BYTES = new Uint8Array(32).fill(0x5a);
const HOUSE = houseIdOf(BYTES);
const DAY = 20_700;
const AREAS = ['31.40', '44.2', '62.75', '58', '38.90'];
const NAMES = AREAS.map((_, index) => `flat-0${index + 1}`);
const about = { salt: SALT, day: DAY };

describe('the company’s word on a house', () => {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-premises-'));
  const portal = newAccount();
  const residents = NAMES.map(() => newAccount());
  let desk: TestContext;
  before(() => {
    const premisesFile = join(folder, 'premises.json');
    const list = NAMES.map((premise, index) => ({ premise, area: AREAS[index], residents: '2' }));
    writeFileSync(premisesFile, JSON.stringify(list));
    desk = testContext({ role: 'company', settings: { premisesFile }, portal: portal.address });
  });
  after(() => rmSync(folder, { recursive: true }));

  function meter(id: number, owner: Hex, exponent = 0): void {
    const fixed = { provider: desk.me.address, resource: 1, unit: 1, deviceId: bytes32(1), verifiedUntil: 1n };
    const data = {
      ...fixed,
      meterId: bytes32(id),
      owner,
      exponent,
      digits: 0,
      scale: 0,
      obis: ['0x0100010800ff' as const],
    };
    desk.record(desk.me, desk.me.address, 'METER_REGISTER', data);
  }
  /** As the ledger takes it, by each of these. */
  function take(said: Message, kind: 'HOUSE' | 'FLAT_FACT', signers = [desk.me]): void {
    for (const signer of signers) desk.record(signer, said.to, kind, decodeData(kind, said.data), said.subject);
  }

  it('is refused as a sum before both have listed the house, and while the area of a flat is missing or closed', async () => {
    const list = makeHouse(desk.context, about);
    take(list, 'HOUSE');
    expect(await refusal(() => makeAreaSum(desk.context, about))).to.equal('HOUSE_UNKNOWN');
    take(list, 'HOUSE', [portal]);
    expect(await refusal(() => makeAreaSum(desk.context, about))).to.equal('AREA_MISSING');
    const flat = flatIdOf(BYTES, 'flat-01');
    const others = await desk.seal(
      portal,
      'FLAT_FACT',
      utf8(canonicalJson({ value: '1', blinding: '1' })),
      [portal],
      flat,
    );
    const fact = {
      houseId: HOUSE,
      flat,
      quantity: QUANTITY.area,
      from: DAY,
      commitment: commit(1n, 1n),
      envelope: others,
    };
    for (const each of NAMES.map((name) => flatIdOf(BYTES, name)))
      desk.record(desk.me, portal.address, 'FLAT_FACT', { ...fact, flat: each }, each);
    expect(await refusal(() => makeAreaSum(desk.context, about))).to.equal('AREA_CLOSED');
  });

  it('names every flat of the list of premises, and meters that add up, where five flats have them', () => {
    for (const [index, { address }] of residents.entries()) meter(10 + index, address);
    const data = (): ReturnType<typeof decodeData<'HOUSE'>> => decodeData('HOUSE', makeHouse(desk.context, about).data);
    expect(data().groups).to.deep.equal([]);
    meter(20, desk.me.address);
    meter(21, desk.me.address, 3);
    const { flats, groups, from } = data();
    expect(flats).to.deep.equal(NAMES.map((name) => flatIdOf(BYTES, name)).sort());
    expect(from).to.equal(DAY);
    const flatMeters = [10, 11, 12, 13, 14].map(bytes32);
    expect(groups).to.deep.equal([{ resource: 1, houseMeters: [bytes32(20)], flatMeters }]);
  });

  it('says each area once, for its resident too, again for the next one, and not over the portal’s word', async () => {
    const { context } = desk;
    desk.admit(portal, ROLE.portal);
    const [resident = newAccount(), next = newAccount()] = residents;
    const enrolment = utf8(canonicalJson({ premise: 'flat-01', personalAccount: '' }));
    const enrol = async (account: typeof resident): Promise<void> =>
      desk.admit(account, ROLE.subscriber, await desk.seal(account, 'ENROL', enrolment, [desk.me]));
    const areas = await makeAreas(context, about);
    expect(areas.length).to.equal(5);
    for (const said of areas) take(said, 'FLAT_FACT');
    expect(await makeAreas(context, about)).to.deep.equal([]);

    await enrol(resident);
    const [again, ...rest] = await makeAreas(context, about);
    expect(rest).to.deep.equal([]);
    if (again === undefined) throw new Error('the resident is to read the area');
    take(again, 'FLAT_FACT');
    const data = decodeData('FLAT_FACT', again.data);
    const block = { from: desk.me.address, subject: again.subject };
    const carried = carriedBy({ ledger: context.network.contracts.premises, block }, data);
    const read = (account: typeof resident) =>
      openFlatFact({ network: context.network, account, carried, commitment: data.commitment });
    expect(await read(resident)).to.deep.include({ state: 'opened' });
    expect((await read(portal)).state).to.equal('opened');
    expect((await read(next)).state).to.equal('closed');

    const byPortal = { ...data, commitment: commit(1n, 2n), envelope: '0x' as const };
    desk.record(portal, desk.me.address, 'FLAT_FACT', byPortal, again.subject);
    expect(await makeAreas(context, about)).to.deep.equal([]);
    desk.record(desk.me, desk.me.address, 'FLAT_FACT', data, again.subject);
  });

  it('opens a sum that the commitments bear out', async () => {
    const said = await makeAreaSum(desk.context, about);
    expect(said).to.include({ kind: KIND.AREA_SUM, subject: HOUSE });
    const data = decodeData('AREA_SUM', said.data);
    expect(data.sum).to.equal(3_140n + 4_420n + 6_275n + 5_800n + 3_890n);
    checkAreaSum(desk.context.state.premises, data);
  });

  it('is known to the biller for any day, from its state and with its own key', async () => {
    const { state } = desk.context;
    const on = (flat: string, day: number): Promise<bigint | undefined> =>
      valueOnDay(desk.context, state.premises, {
        ...{ houseId: HOUSE, flat: flatIdOf(BYTES, flat) },
        ...{ quantity: 'area', day },
      });
    expect(await Promise.all(NAMES.slice(1, 3).map((name) => on(name, DAY)))).to.deep.equal([4_420n, 6_275n]);
    expect(await on('flat-02', DAY - 1)).to.equal(undefined);
  });

  it('leaves to the portal who answers for a flat', () => {
    const flat = flatIdOf(BYTES, 'flat-02');
    const [, , account = newAccount()] = residents;
    const data = { houseId: HOUSE, flat, from: DAY, account: account.address };
    desk.record(portal, desk.me.address, 'FLAT_ACCOUNT', data, flat);
    expect(accountOn(desk.context.state.premises, { houseId: HOUSE, flat }, DAY)).to.equal(account.address);
  });
});
