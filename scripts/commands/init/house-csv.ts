import { isCalendarDate } from '../../../core/domain/bytes/calendar-date.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { obisFromText } from '../../../core/domain/ledger/ids.ts';
import { resourceOption } from '../arguments.ts';
import { measureOf } from './prices.ts';

/** A house as the company writes it down: a line for each meter, or for a flat without any. What a flat is stands in its first line. */
export type House = {
  premises: { premise: string; personalAccount: string; area: string; residents: string }[];
  meters: HouseMeter[];
};
export type HouseMeter = {
  name: string;
  premise: string;
  resource: number;
  manufacturer: string;
  serial: string;
  obis: string[];
  /** The gateway beside it, or `owner` where a person reads it. */
  gateway: string;
  verifiedUntil: string;
};

export const COLUMNS = [
  ...['premise', 'account', 'area', 'residents'],
  ...['resource', 'maker', 'serial', 'obis', 'gateway', 'verified-until'],
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;

/** `premise` of a meter of the whole house, which has no flat's columns. */
const HOUSE = 'house';

/** @throws InputError HOUSE_INVALID naming every fault with its line */
export function parseHouse(text: string): House {
  const faults: string[] = [];
  const house: House = { premises: [], meters: [] };
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heading = cells(lines[0] ?? '').map((each) => each.toLowerCase());
  for (const column of COLUMNS) if (!heading.includes(column)) faults.push(`line 1: the column ${column} is missing`);
  const rows = faults.length > 0 ? [] : lines.slice(1);
  for (const [at, line] of rows.entries()) {
    if (line.trim() === '') continue;
    const values = cells(line);
    const row = Object.fromEntries(heading.map((column, n) => [column, values[n] ?? ''])) as Row;
    try {
      if (values.length !== heading.length) throw new Error(`has ${values.length} columns, not ${heading.length}`);
      takeRow(house, row);
    } catch (error) {
      faults.push(`line ${at + 2}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (faults.length === 0 && house.premises.length === 0) faults.push('names no flat');
  if (faults.length > 0)
    throw new InputError(
      'HOUSE_INVALID',
      `The list of the house has faults:${faults.map((one) => `\n  - ${one}`).join('')}`,
    );
  return house;
}

function takeRow(house: House, row: Row): void {
  const { premise, account, area, residents } = row;
  need(/^[\w.-]{1,64}$/.test(premise), 'premise is a name of letters, digits, dot, dash and underscore');
  const known = house.premises.find((one) => one.premise === premise);
  if (known === undefined && premise !== HOUSE) {
    need(/^[\w/-]{1,64}$/.test(account), 'account is the number of the personal account');
    need(/^[1-9]\d{0,5}(\.\d{1,2})?$/.test(area), 'area is in m², such as 54.30');
    need(/^(0|[1-9]\d{0,2})$/.test(residents), 'residents is how many people are registered');
    house.premises.push({ premise, personalAccount: account, area, residents });
  } else {
    const same: [string, string | undefined][] = [
      [account, known?.personalAccount],
      [area, known?.area],
      [residents, known?.residents],
    ];
    need(
      same.every(([now, before]) => now === '' || now === before),
      `${premise} has other columns than in its first line`,
    );
  }
  if (row.resource !== '') takeMeter(house, row);
  else need(row.serial === '', 'a meter has a resource');
}

function takeMeter(house: House, row: Row): void {
  const { premise, maker, serial, gateway } = row;
  const resource = resourceOption(row.resource);
  measureOf(resource);
  need(/^[A-Z]{3}$/.test(maker), 'maker is three capital letters, as telegrams have them (DLMS flag)');
  need(/^[\w-]{1,32}$/.test(serial), "serial is the meter's number");
  need(/^[A-Za-z0-9._-]{1,64}$/.test(gateway), 'gateway is the name of the gateway, or owner where a person reads');
  need(isCalendarDate(row['verified-until']), 'verified-until is a day YYYY-MM-DD');
  const obis = row.obis.split(' ').filter((one) => one !== '');
  need(obis.length > 0, 'obis names the registers that bill, with blanks between them, such as 1-0:1.8.0*255');
  obis.forEach(obisFromText);
  need(
    !house.meters.some((one) => one.manufacturer === maker && one.serial === serial),
    `meter ${maker} ${serial} stands in the list already`,
  );
  const count = house.meters.filter((one) => one.premise === premise && one.resource === resource).length;
  const name = `${premise}-${row.resource}${count === 0 ? '' : `-${count + 1}`}`;
  const verifiedUntil = row['verified-until'];
  house.meters.push({ name, premise, resource, manufacturer: maker, serial, obis, gateway, verifiedUntil });
}

function need(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Cells of a line: commas between them, or semicolons, as spreadsheets write them; quotes around one are taken off. */
function cells(line: string): string[] {
  const by = line.includes(';') ? ';' : ',';
  return line.split(by).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}
