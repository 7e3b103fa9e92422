/** This process's clock, set forward step by step: of everything that runs in it. Timers keep their pace. */
export function shiftedClock(): Disposable & { forward(seconds: bigint): void } {
  const real = Date.now;
  let shiftMs = 0;
  Date.now = () => real() + shiftMs;
  return {
    forward: (seconds) => void (shiftMs += Number(seconds) * 1000),
    [Symbol.dispose]: () => void (Date.now = real),
  };
}
