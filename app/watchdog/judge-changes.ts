import type { Condition } from './alarm-texts.ts';
import type { Observation } from './observe.ts';

/** Who made blocks at the last look, and who did before. */
export type Leading = { name: string; former: string | undefined; sinceMs: number };
/** A change of the seal key that became known since the watchdog runs. */
export type KeyChange = { number: bigint; next: string; sinceMs: number };

/** So long a change is told, whatever became of it: what lasts for a moment is noticed as well. */
const TOLD_MS = 600_000;
const KEY_TOLD_MS = 86_400_000;

/**
 * Whether another sealer makes the blocks than before. It is told until the former one stands by again: until then nobody stands by.
 * @returns `covered`: the program that is away for this very reason
 */
export function judgeTakeover(
  observations: readonly Observation[],
  past: Leading | undefined,
  nowMs: number,
): { leading: Leading | undefined; conditions: Condition[]; covered: string | undefined } {
  const leads = observations.filter(({ source, role }) => source.role === 'sealer' && role === 'sealer');
  const one = leads.find(({ source }) => source.name === past?.name) ?? leads[0];
  const name = one?.source.name ?? past?.name;
  if (name === undefined) return { leading: undefined, conditions: [], covered: undefined };
  const leading = name === past?.name ? past : { name, former: past?.name, sinceMs: nowMs };
  const former = observations.find(({ source }) => source.name === leading.former);
  if (leading.former === undefined || former === undefined) return { leading, conditions: [], covered: undefined };
  if (former.role === 'standby' && nowMs - leading.sinceMs >= TOLD_MS)
    return { leading: { ...leading, former: undefined }, conditions: [], covered: undefined };
  const condition: Condition = { code: 'TAKEN_OVER', which: name, values: { former: leading.former } };
  return { leading, conditions: [condition], covered: former.up ? undefined : leading.former };
}

/** Programs that do not read the replica that they would read rather; not where that one has an alarm of its own. */
export function judgeReading(observations: readonly Observation[]): Condition[] {
  const away = new Set(
    observations.filter(({ up, illness }) => !up || illness !== undefined).map(({ source }) => source.url),
  );
  return observations.flatMap(({ source, reading }): Condition[] =>
    reading === undefined || reading.url === reading.first || away.has(reading.first)
      ? []
      : [{ code: 'READS_ELSEWHERE', which: source.name, values: { ...reading } }],
  );
}

/** Changes of the seal key; those that were there before the first look are none. @param past `undefined` at the first look */
export function judgeKeys(
  handovers: readonly { number: bigint; next: string }[],
  past: readonly KeyChange[] | undefined,
  nowMs: number,
): { keys: KeyChange[]; conditions: Condition[] } {
  const keys = handovers.map(
    ({ number, next }) =>
      past?.find((each) => each.number === number && each.next === next) ?? {
        ...{ number, next },
        sinceMs: past === undefined ? -Infinity : nowMs,
      },
  );
  const conditions = keys
    .filter(({ sinceMs }) => nowMs - sinceMs < KEY_TOLD_MS)
    .map(({ number, next }): Condition => ({
      code: 'SEAL_KEY_CHANGED',
      which: `block ${number}`,
      values: { key: next },
    }));
  return { keys, conditions };
}
