import { readFileSync } from 'node:fs';

/** A mutation that no test can or need notice, and why. */
export type Survivor = { readonly id: string; readonly reason: string };

/** The list beside this file. @throws Error when it is malformed or an entry lacks its reason */
export function readSurvivors(file: URL = new URL('survivors.json', import.meta.url)): Survivor[] {
  const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(list)) throw new Error('scripts/mutate/survivors.json is not a list.');
  return list.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('id' in entry) || !('reason' in entry))
      throw new Error('An entry of scripts/mutate/survivors.json lacks its id or its reason.');
    const { id, reason } = entry;
    if (typeof id !== 'string' || typeof reason !== 'string' || reason.length < 10)
      throw new Error(`The survivor ${String(id)} lacks a reason in scripts/mutate/survivors.json.`);
    return { id, reason };
  });
}
