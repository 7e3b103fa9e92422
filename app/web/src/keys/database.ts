/** A browser database of values by key: one object store, promises instead of events. */
export type Database = {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** Writes only when nothing is there, in one transaction. @returns what is there afterwards */
  putIfAbsent(key: string, value: unknown): Promise<unknown>;
  remove(key: string): Promise<void>;
  /** The keys that begin so, in their order. */
  keys(beginning: string): Promise<string[]>;
};

const STORE = 'values';

export async function openDatabase(name: string, factory: IDBFactory = indexedDB): Promise<Database> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(STORE);
  };
  const database = await finished(opening);
  const store = (mode: IDBTransactionMode): IDBObjectStore => database.transaction(STORE, mode).objectStore(STORE);
  return {
    get: (key) => finished<unknown>(store('readonly').get(key)),
    put: async (key, value) => {
      await finished(store('readwrite').put(value, key));
    },
    putIfAbsent: async (key, value) => {
      const values = store('readwrite');
      const found = await finished<unknown>(values.get(key));
      if (found !== undefined) return found;
      await finished(values.put(value, key));
      return value;
    },
    remove: async (key) => {
      await finished(store('readwrite').delete(key));
    },
    keys: async (beginning) => {
      const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
      return (await finished(store('readonly').getAllKeys(range))).map(String);
    },
  };
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the browser database failed'));
    };
  });
}
