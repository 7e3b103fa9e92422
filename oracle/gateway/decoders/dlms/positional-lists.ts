import type { Axdr } from './read-axdr.ts';
import type { CosemScale } from './read-axdr.ts';

type Code = readonly [number, number, number, number, number];
/** What stands at one place of a list; `scale` where the specification of the list says it. */
export type Place = { code: Code; scale?: CosemScale };
type List = { name?: string; shape: RegExp; places: readonly (Place | undefined)[] };

const ISKRA_LIST = '0006190900ff';
const KAIFA_LIST = 'KFM_001';

const WATT = { scaler: 0, unit: 27 };
const VAR = { scaler: 0, unit: 29 };
const MILLIAMPERE = { scaler: -3, unit: 33 };
const DECIVOLT = { scaler: -1, unit: 35 };
const WATT_HOUR = { scaler: 0, unit: 30 };
const VAR_HOUR = { scaler: 0, unit: 32 };

function plain(...codes: Code[]): Place[] {
  return codes.map((code) => ({ code }));
}

/** Places 1-0:c.d.0 of one scale. */
function scaled(scale: CosemScale, d: number, ...groups: number[]): Place[] {
  return groups.map((c) => ({ code: [1, 0, c, d, 0], scale }));
}

const KAIFA_START = [undefined, ...plain([0, 0, 96, 1, 0], [0, 0, 96, 1, 7]), ...scaled(WATT, 7, 1, 2)];
const KAIFA_POWER = [...KAIFA_START, ...scaled(VAR, 7, 3, 4)];
const KAIFA_THREE = [...KAIFA_POWER, ...scaled(MILLIAMPERE, 7, 31, 51, 71), ...scaled(DECIVOLT, 7, 32, 52, 72)];
const KAIFA_ONE = [...KAIFA_POWER, ...scaled(MILLIAMPERE, 7, 31), ...scaled(DECIVOLT, 7, 32)];
const KAIFA_HOUR = [...plain([0, 0, 1, 0, 0]), ...scaled(WATT_HOUR, 8, 1, 2), ...scaled(VAR_HOUR, 8, 3, 4)];

/**
 * Lists without codes, whose order the utility's specification fixes: Slovenia's I1 lists, Iskra's push list, and the Norwegian lists of Kaifa (KFM_001: W, mA,
 * 0.1 V, Wh).
 */
const LISTS: readonly List[] = [
  {
    shape: /^bbn{16}$/,
    places: [
      ...plain([0, 0, 42, 0, 0], [0, 0, 96, 1, 2]),
      ...[1, 2, 3, 4, 32, 52, 72, 31, 51, 71, 21, 41, 61, 22, 42, 62].flatMap((c) => plain([1, 0, c, 7, 0])),
    ],
  },
  {
    shape: /^bbobn{8}$/,
    places: plain(
      [0, 0, 42, 0, 0],
      [0, 0, 96, 1, 3],
      [0, 0, 96, 3, 10],
      [0, 0, 96, 14, 0],
      ...[0, 1, 2].map((e): Code => [1, 0, 1, 8, e]),
      ...[0, 1, 2].map((e): Code => [1, 0, 2, 8, e]),
      [1, 0, 3, 8, 0],
      [1, 0, 4, 8, 0],
    ),
  },
  {
    shape: /^ibbbn{1,6}/,
    places: [
      ...[undefined, undefined, undefined, undefined],
      ...[1, 2, 3, 4].flatMap((c) => plain([1, 0, c, 8, 0])),
      ...plain([1, 0, 1, 7, 0], [1, 0, 2, 7, 0]),
    ],
  },
  { name: KAIFA_LIST, shape: /^bbbn{10}$/, places: KAIFA_THREE },
  { name: KAIFA_LIST, shape: /^bbbn{6}$/, places: KAIFA_ONE },
  { name: KAIFA_LIST, shape: /^bbbn{10}bn{4}$/, places: [...KAIFA_THREE, ...KAIFA_HOUR] },
  { name: KAIFA_LIST, shape: /^bbbn{6}bn{4}$/, places: [...KAIFA_ONE, ...KAIFA_HOUR] },
];

/** What each item of a list is, by the list's shape and name; undefined when it is none of these lists. */
export function positionalCodes(items: readonly Axdr[]): readonly (Place | undefined)[] | undefined {
  const shape = items.map((item, index) => (index === 0 && isIskraList(item) ? 'i' : LETTERS[item.kind])).join('');
  const [first] = items;
  const name = first?.kind === 'bytes' ? Buffer.from(first.bytes).toString('latin1') : '';
  return LISTS.find((list) => (list.name ?? name) === name && list.shape.test(shape))?.places;
}

const LETTERS: Readonly<Record<Axdr['kind'], string>> = {
  null: '0',
  list: 'l',
  number: 'n',
  float: 'f',
  boolean: 'o',
  enum: 'e',
  bytes: 'b',
  text: 't',
};

export function isIskraList(item: Axdr): boolean {
  return item.kind === 'bytes' && Buffer.from(item.bytes).toString('hex') === ISKRA_LIST;
}
