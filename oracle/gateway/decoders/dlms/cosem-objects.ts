import type { Obis } from '../obis.ts';
import { isIskraList, positionalCodes } from './positional-lists.ts';
import type { Axdr } from './read-axdr.ts';
import type { CosemScale } from './read-axdr.ts';
/** `attribute` is there where the value is not attribute 2, the object's own value, but something about it. */
export type CosemObject = { obis: Obis; value: Axdr; scale?: CosemScale; attribute?: number };

/** Objects of a push, and texts that stand outside any object (the name of the list). */
export type CosemObjects = { objects: CosemObject[]; listName: string; positional: boolean };

/** Finds the objects of a push in any of the forms that meters use; undefined when none is recognised. `complete`: the list was not cut. */
export function cosemObjects(root: Axdr, complete: boolean): CosemObjects | undefined {
  if (root.kind !== 'list') return undefined;
  const described = describedList(root.items, complete);
  if (described !== undefined) return { objects: described, listName: '', positional: false };
  const positional = positionalList(root.items);
  if (positional !== undefined) return { objects: positional, listName: '', positional: true };
  const found: CosemObjects = { objects: [], listName: '', positional: false };
  collect(root.items, found, 0);
  return found.objects.length === 0 ? undefined : found;
}

/** Whether a telegram may end inside its list: Iskra's firmware announces twelve values and sends fewer. */
export function mayBeCut(root: Axdr): boolean {
  return root.kind === 'list' && root.items.some((item, index) => index === 0 && isIskraList(item));
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
    } else if (item?.kind === 'list' && depth < 4 && descriptionOf(item) === undefined) {
      collect(item.items, found, depth + 1);
    } else if (item?.kind === 'text' && found.objects.length === 0 && found.listName === '') {
      found.listName = item.text;
    }
  }
}

/**
 * An array of {class, code, attribute, index} that describes the values behind it (IEC 62056-6-2, push setup: object list). The list may describe itself first.
 * Undefined where descriptions and values do not pair one to one.
 */
function describedList(items: readonly Axdr[], complete: boolean): CosemObject[] | undefined {
  const [head, ...values] = items;
  if (head?.kind !== 'list' || head.items.length === 0) return undefined;
  const entries = head.items.map(descriptionOf).filter((entry) => entry !== undefined);
  const [first] = entries;
  if (first === undefined || entries.length !== head.items.length) return undefined;
  const described = first.classId === PUSH_SETUP && first.attribute === OBJECT_LIST ? entries.slice(1) : entries;
  if (described.length < values.length || (complete && described.length > values.length)) return undefined;
  return values.flatMap((value, index) => {
    const entry = described[index];
    if (entry === undefined) return [];
    return [{ obis: entry.obis, value, ...(entry.attribute === VALUE ? {} : { attribute: entry.attribute }) }];
  });
}

const PUSH_SETUP = 40;
const OBJECT_LIST = 2;
const VALUE = 2;

type Description = { classId: number; obis: Obis; attribute: number };

function descriptionOf(item: Axdr): Description | undefined {
  if (item.kind !== 'list' || item.items.length !== 4) return undefined;
  const [classId, code, attribute] = item.items;
  const obis = obisOf(code);
  if (classId?.kind !== 'number' || attribute?.kind !== 'number' || obis === undefined) return undefined;
  return { classId: Number(classId.value), obis, attribute: Number(attribute.value) };
}

function positionalList(items: readonly Axdr[]): CosemObject[] | undefined {
  return positionalCodes(items)?.flatMap((place, index) => {
    const value = items[index];
    if (place === undefined || value === undefined) return [];
    const { code, scale } = place;
    const [a, b, c, d, e] = code;
    return [{ obis: { a, b, c, d, e }, value, ...(scale === undefined ? {} : { scale }) }];
  });
}

function obisOf(item: Axdr | undefined): Obis | undefined {
  if (item?.kind !== 'bytes' || item.bytes.length !== 6) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = item.bytes;
  return { a, b, c, d, e, f };
}

function scaleOf(item: Axdr | undefined): CosemScale | undefined {
  if (item?.kind !== 'list' || item.items.length !== 2) return undefined;
  const [scaler, unit] = item.items;
  if (scaler?.kind !== 'number' || typeof scaler.value !== 'number' || unit?.kind !== 'enum') return undefined;
  return { scaler: scaler.value, unit: unit.value };
}
