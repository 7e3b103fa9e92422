/** Lets many readers in, or one writer alone; a waiting writer goes before later readers. */
export type ReadWriteLock = {
  read<T>(work: () => Promise<T>): Promise<T>;
  write<T>(work: () => Promise<T>): Promise<T>;
};

export function createReadWriteLock(): ReadWriteLock {
  let readers = 0;
  let drained: (() => void) | undefined;
  // Settles when the newest writer is through; later readers and writers wait for it.
  let writer: Promise<unknown> | undefined;

  return {
    async read(work) {
      while (writer !== undefined) await writer;
      readers++;
      try {
        return await work();
      } finally {
        readers--;
        if (readers === 0) drained?.();
      }
    },
    write<T>(work: () => Promise<T>): Promise<T> {
      const before = writer;
      const run = async (): Promise<T> => {
        if (before !== undefined) await before;
        if (readers > 0) await new Promise<void>((resolve) => (drained = resolve));
        drained = undefined;
        return work();
      };
      const result = run();
      const through = result.then(
        () => undefined,
        () => undefined,
      );
      writer = through;
      void through.then(() => {
        if (writer === through) writer = undefined;
      });
      return result;
    },
  };
}
