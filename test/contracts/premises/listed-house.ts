import { commit, mod } from '../../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import { QUANTITY, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { bytesOf, idOf, makeAccount } from '../support/accounts.ts';
import { fixture, peopledHouse, type House } from '../support/house.ts';
import { makeDevice, registerDevice, registerMeter } from '../support/metering.ts';

export const HOUSE = idOf('the house');
/** In rising order, as lists have them. */
export const FLATS = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => idOf(`flat ${name}`)).sort();
const RESIDENTS = ['resident one', 'resident two', 'resident three'].map((name) => makeAccount(name));

export const dayOf = (house: House): number => Number(house.now / 86_400n);

/** Goes on from the lived-in house: five subscribers with a meter each, and the company's meter of the whole house. */
async function measuredHouse() {
  const house = await peopledHouse();
  for (const resident of RESIDENTS) await house.admit(resident, 'subscriber');
  const gateway = makeDevice('gateway');
  await registerDevice(house, gateway, TRUST.gatewaySigned);
  const owners = [house.subscriber, house.neighbour, ...RESIDENTS];
  const setting = (owner: { address: Hex }) => ({
    owner: owner.address,
    provider: house.electricity.address,
    deviceId: gateway.id,
  });
  const flatMeters: Hex[] = [];
  for (const owner of owners) flatMeters.push(await registerMeter(house, `meter of ${owner.address}`, setting(owner)));
  const second = await registerMeter(house, 'second meter of the subscriber', setting(house.subscriber));
  const houseMeter = await registerMeter(house, 'house meter', setting(house.company));
  const inKilos = await registerMeter(house, 'in kilos', { ...setting(house.subscriber), exponent: 3 });
  const waterMeter = await registerMeter(house, 'water', { ...setting(house.subscriber), resource: 2, unit: 2 });
  flatMeters.sort();
  return { ...house, flatMeters, second, houseMeter, inKilos, waterMeter };
}

export type MeasuredHouse = Awaited<ReturnType<typeof measuredHouse>>;

export async function measured(): Promise<MeasuredHouse> {
  return await fixture(measuredHouse);
}

/** The list of six flats with one group, from a year ago. */
export function listOf(house: MeasuredHouse, change: Partial<BlockData['HOUSE']> = {}): BlockData['HOUSE'] {
  const groups = [{ resource: 1, houseMeters: [house.houseMeter], flatMeters: house.flatMeters }];
  return { houseId: HOUSE, from: dayOf(house) - 365, flats: FLATS, groups, ...change };
}

/** Both hands say it. */
export async function list(house: House, data: BlockData['HOUSE']): Promise<Hex> {
  await house.send(house.company, 'HOUSE', data, { subject: data.houseId });
  return await house.send(house.portal, 'HOUSE', data, { subject: data.houseId });
}

/** A house whose list both hands have said. */
export async function listed(): Promise<MeasuredHouse> {
  const house = await measured();
  await list(house, listOf(house));
  return house;
}

export const blindingOf = (name: string): bigint => mod(BigInt(`0x${Buffer.from(bytesOf(name)).toString('hex')}`));

/** An area of a flat, in 0.01 m², from today. */
export function areaOf(
  house: House,
  flat: Hex,
  value: bigint,
  change: Partial<BlockData['FLAT_FACT']> = {},
): BlockData['FLAT_FACT'] {
  const commitment = commit(value, blindingOf(flat));
  return { houseId: HOUSE, flat, quantity: QUANTITY.area, from: dayOf(house), commitment, envelope: '0x', ...change };
}

/** The company attests areas of 30.00 m² and a square metre more from flat to flat. @returns their sum, and that of the blindings */
export async function attestAreas(
  house: House,
  flats: readonly Hex[] = FLATS,
): Promise<{ sum: bigint; blinding: bigint }> {
  let [sum, blinding] = [0n, 0n];
  for (const [index, flat] of flats.entries()) {
    const value = 3000n + 100n * BigInt(index);
    await house.send(house.company, 'FLAT_FACT', areaOf(house, flat, value), { subject: flat });
    [sum, blinding] = [sum + value, mod(blinding + blindingOf(flat))];
  }
  return { sum, blinding };
}
