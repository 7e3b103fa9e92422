import type { Hex } from '../../core/domain/bytes/hex.ts';
import { premiseOf, type HousePlan } from './house-plan.ts';
import { companyEntry, gatewayEntry, type CompanyMeters, type GatewayMeterEntry } from './meter-entries.ts';

const NAMES = [
  'Anna Abramova',
  'Boris Belov',
  'Vera Volkova',
  'Georgy Gromov',
  'Daria Dolina',
  'Elena Ershova',
  'Zhanna Zhukova',
  'Zoya Zimina',
  'Ivan Ilyin',
  'Kira Kruglova',
  'Lev Lukin',
  'Maria Mirnaya',
];

/** Invented persons, one a flat; they sign in by the name of their premise. */
export function personsOf(house: HousePlan): object[] {
  return house.premises.map(({ flat, premise, personalAccount }) => ({
    login: premise,
    name: `${NAMES[flat - 1] ?? 'Sandbox Resident'} (invented)`,
    premises: [{ premise, address: `1 Sample Street, Sandbox Town, flat ${flat}`, personalAccount }],
  }));
}

/** The flats that the sandbox plays, for its residents' settings. */
export function homesOf(house: HousePlan, flats: readonly number[]): object[] {
  return house.premises
    .filter(({ flat }) => flats.includes(flat))
    .map(({ flat, premise, area, residents }) => ({
      login: premise,
      premise,
      area,
      residents,
      ...(flat === house.readByHand ? { readsByHand: { first: '1204310', monthly: '5532' } } : {}),
    }));
}

/** The company's list of premises. */
export function premisesFile(house: HousePlan): object[] {
  return house.premises.map(({ flat, personalAccount, area, residents }) => ({
    premise: premiseOf(flat),
    personalAccount,
    area,
    residents,
  }));
}

/** What the company registers: the gateway's device and every meter. */
export function companyMeters(
  house: HousePlan,
  ids: ReadonlyMap<string, Hex>,
  accounts: { electricity: Hex; water: Hex },
): CompanyMeters {
  return {
    devices: { gateway: '../gateway/device.json' },
    meters: house.meters.map((meter) => companyEntry(meter, idIn(ids, meter.name), accounts[meter.provider])),
  };
}

/** The gateway's meter register; `bus` is the port of the meters' M-Bus over TCP, where there is one. */
export function gatewayMeters(
  house: HousePlan,
  ids: ReadonlyMap<string, Hex>,
  bus: number | undefined,
): GatewayMeterEntry[] {
  const addresses = new Map(house.house.meters.map(({ name }, index) => [name, index + 1]));
  return house.meters
    .filter((meter) => meter.device === 'gateway')
    .map((meter) => {
      const address = addresses.get(meter.name);
      const poll =
        bus === undefined || address === undefined ? {} : { poll: { host: '127.0.0.1', port: bus, address } };
      return { ...gatewayEntry(meter, idIn(ids, meter.name)), ...poll };
    });
}

function idIn(ids: ReadonlyMap<string, Hex>, name: string): Hex {
  const meterId = ids.get(name);
  if (meterId === undefined) throw new Error(`Meter ${name} has no id.`);
  return meterId;
}
