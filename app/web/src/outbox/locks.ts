/** One at a time, whoever asks under this name. @throws what ended the waiting, where the signal did */
export type Locks = <T>(name: string, run: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Among all tabs of this browser. */
export const browserLocks: Locks = (name, run, signal) =>
  navigator.locks.request(name, signal === undefined ? {} : { signal }, run);

/** Within one program. */
export function ownLocks(): Locks {
  const turns = new Map<string, Promise<unknown>>();
  return (name, run, signal) => {
    const inTurn = async (): ReturnType<typeof run> => {
      signal?.throwIfAborted();
      return run();
    };
    const result = (turns.get(name) ?? Promise.resolve()).then(inTurn, inTurn);
    turns.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  };
}
