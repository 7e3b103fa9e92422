import type { Obis } from '../obis.ts';
import type { Axdr } from './read-axdr.ts';

/** One pushed object: its code, its value, and scaler and unit where the telegram says them. */
export type CosemObject = { obis: Obis; value: Axdr; scale?: { scaler: number; unit: number } };

/** Objects of a push, and texts that stand outside any object (the name of the list). */
export type CosemObjects = { objects: CosemObject[]; listName: string; positional: boolean };

const ISKRA_LIST = '0006190900ff';

/** Lists without codes, whose order the utility's specification fixes: Slovenia's I1 lists and Iskra's push list. */
const POSITIONAL: readonly {
  shape: RegExp;
  codes: readonly (readonly [number, number, number, number, number] | undefined)[];
}[] = [
  {
    shape: /^bb(n{16})$/,
    codes: [
      [0, 0, 42, 0, 0],
      [0, 0, 96, 1, 2],
      ...[1, 2, 3, 4, 32, 52, 72, 31, 51, 71, 21, 41, 61, 22, 42, 62].map((c) => [1, 0, c, 7, 0] as const),
    ],
  },
  {
    shape: /^bbob(n{8})$/,
    codes: [
      [0, 0, 42, 0, 0],
      [0, 0, 96, 1, 3],
      [0, 0, 96, 3, 10],
      [0, 0, 96, 14, 0],
      ...[0, 1, 2].map((e) => [1, 0, 1, 8, e] as const),
      ...[0, 1, 2].map((e) => [1, 0, 2, 8, e] as const),
      [1, 0, 3, 8, 0],
      [1, 0, 4, 8, 0],
    ],
  },
  {
    shape: /^ibbb(n{1,6})/,
    codes: [
      undefined,
      undefined,
      undefined,
      undefined,
      ...[1, 2, 3, 4].map((c) => [1, 0, c, 8, 0] as const),
      [1, 0, 1, 7, 0],
      [1, 0, 2, 7, 0],
    ],
  },
];

/** Finds the objects of a push in any of the forms that meters use; undefined when none is recognised. */
export function cosemObjects(root: Axdr): CosemObjects | undefined {
  if (root.kind !== 'list') return undefined;
  const described = describedList(root.items);
  if (described !== undefined) return { objects: described, listName: '', positional: false };
  const positional = positionalList(root.items);
  if (positional !== undefined) return { objects: positional, listName: '', positional: true };
  const found: CosemObjects = { objects: [], listName: '', positional: false };
  collect(root.items, found, 0);
  return found.objects.length === 0 ? undefined : found;
}

/** Whether a telegram may end inside its list: Iskra's firmware announces twelve values and sends fewer. */
export function mayBeCut(root: Axdr): boolean {
  return root.kind === 'list' && letters(root.items).startsWith('i');
}

function collect(items: readonly Axdr[], found: CosemObjects, depth: number): void {
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const obis = item === undefined ? undefined : obisOf(item);
    const value = items[index + 1];
    if (obis !== undefined && value !== undefined) {
      const scale = scaleOf(items[index + 2]);
      found.objects.push(scale === undefined ? { obis, value } : { obis, value, scale });
      index += scale === undefined ? 1 : 2;
    } else if (item?.kind === 'list' && depth < 4) {
      collect(item.items, found, depth + 1);
    } else if (item?.kind === 'text' && found.objects.length === 0 && found.listName === '') {
      found.listName = item.text;
    }
  }
}

/** An array of {class, code, attribute, index} that describes the values behind it, itself first. */
function describedList(items: readonly Axdr[]): CosemObject[] | undefined {
  const [head, ...values] = items;
  if (head?.kind !== 'list') return undefined;
  const codes = head.items.map((item) =>
    item.kind === 'list' && item.items.length === 4 ? obisOf(item.items[1]) : undefined,
  );
  if (codes.length < 2 || values.length > codes.length - 1 || codes.includes(undefined)) return undefined;
  return values.flatMap((value, index) => {
    const obis = codes[index + 1];
    return obis === undefined ? [] : [{ obis, value }];
  });
}

function positionalList(items: readonly Axdr[]): CosemObject[] | undefined {
  const shape = letters(items);
  const list = POSITIONAL.find((candidate) => candidate.shape.test(shape));
  return list?.codes.flatMap((code, index) => {
    const value = items[index];
    if (code === undefined || value === undefined) return [];
    const [a, b, c, d, e] = code;
    return [{ obis: { a, b, c, d, e }, value }];
  });
}

function letters(items: readonly Axdr[]): string {
  return items.map((item, index) => (index === 0 && isIskraList(item) ? 'i' : LETTERS[item.kind])).join('');
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

function isIskraList(item: Axdr): boolean {
  return item.kind === 'bytes' && Buffer.from(item.bytes).toString('hex') === ISKRA_LIST;
}

function obisOf(item: Axdr | undefined): Obis | undefined {
  if (item?.kind !== 'bytes' || item.bytes.length !== 6) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = item.bytes;
  return { a, b, c, d, e, f };
}

function scaleOf(item: Axdr | undefined): { scaler: number; unit: number } | undefined {
  if (item?.kind !== 'list' || item.items.length !== 2) return undefined;
  const [scaler, unit] = item.items;
  if (scaler?.kind !== 'number' || typeof scaler.value !== 'number' || unit?.kind !== 'enum') return undefined;
  return { scaler: scaler.value, unit: unit.value };
}
