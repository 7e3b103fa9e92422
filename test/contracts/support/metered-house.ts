import { RESOURCE, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { fixture, peopledHouse } from './house.ts';
import { makeDevice, makeRegister, registerDevice, registerMeter } from './metering.ts';

export const gateway = makeDevice('gateway');
export const otherGateway = makeDevice('other gateway', 2);
/** The neighbour's own device for readings by hand. */
export const handheld = makeDevice('handheld', 2);

/**
 * Goes on from the lived-in house: a gateway signs for the subscriber's electricity meter, the neighbour reads an own meter by hand,
 * and electricity has its first rate, 5,500 amounts (0.055 of the currency) per Wh.
 */
export async function meteredHouse() {
  const house = await peopledHouse();
  await registerDevice(house, gateway);
  await registerDevice(house, otherGateway);
  await registerDevice(house, handheld, TRUST.manual);
  const provider = house.electricity.address;
  const meterId = await registerMeter(house, 'meter', {
    owner: house.subscriber.address,
    provider,
    deviceId: gateway.id,
  });
  const handMeterId = await registerMeter(house, 'hand meter', {
    owner: house.neighbour.address,
    provider,
    deviceId: handheld.id,
  });
  const rate = {
    resource: RESOURCE.electricity,
    zone: 0,
    mantissa: 55n,
    exponent: -3,
    validFrom: house.now - 2_000_000n,
  };
  await house.send(house.electricity, 'RATE', rate);
  return { ...house, meterId, handMeterId };
}

/** The fixture, with registers that start at their first frame. */
export async function metered() {
  const house = await fixture(meteredHouse);
  const register = makeRegister(house, gateway, house.meterId);
  const handRegister = makeRegister(house, handheld, house.handMeterId);
  return { ...house, register, handRegister };
}
