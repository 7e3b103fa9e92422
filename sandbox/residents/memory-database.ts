import type { Database } from '../../app/web/src/keys/database.ts';

/** What a browser keeps, in memory: the stores keep what they are given, as IndexedDB does. */
export function memoryDatabase(): Database & { values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: async (key) => values.get(key),
    put: async (key, value) => void values.set(key, value),
    putIfAbsent: async (key, value) => {
      if (!values.has(key)) values.set(key, value);
      return values.get(key);
    },
    remove: async (key) => void values.delete(key),
    keys: async (beginning) => [...values.keys()].filter((key) => key.startsWith(beginning)).sort(),
  };
}
