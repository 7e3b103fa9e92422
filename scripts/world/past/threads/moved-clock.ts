/**
 * The clock of one thread, as far from the machine's as the number in `shared` says, ms: of whatever asks for the time there, and of nothing that waits. Threads
 * that share it agree on the time. Install it before anything else is loaded: programs keep `Date.now` from when they started.
 */
export function moveThisClock(shared: SharedArrayBuffer): void {
  const ahead = new Float64Array(shared);
  const real = globalThis.Date;
  const now = (): number => real.now() + (ahead[0] ?? 0);
  globalThis.Date = new Proxy(real, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [now()] : args) as Date,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}

/** A clock that several threads go by, and which one of them sets. */
export type MovedClock = {
  readonly shared: SharedArrayBuffer;
  /** Goes on from this second; never beyond the machine's own clock. */
  set(unixSeconds: bigint): void;
  /** What the machine's own clock says. */
  machineNow(): bigint;
};

/** @param realNow ms by the machine's clock; ask for it before this thread's is moved */
export function createMovedClock(realNow: () => number, shared = new SharedArrayBuffer(8)): MovedClock {
  const ahead = new Float64Array(shared);
  return {
    shared,
    machineNow: () => BigInt(Math.floor(realNow() / 1000)),
    set: (unixSeconds) => void (ahead[0] = Math.min(0, Number(unixSeconds) * 1000 - realNow())),
  };
}
