/**
 * The clock of this process, set back or ahead: of whatever asks for the time, and of nothing that waits. Seven days go by so that no test has to wait for.
 * A process of its own has it by `--import` of this file and the seconds in its environment.
 */
const REAL = globalThis.Date;
export const CLOCK_VARIABLE = 'DOMLEDGER_TEST_CLOCK';

/** @param seconds against the true time; 0 ends it */
export function moveClock(seconds: number): void {
  if (seconds === 0) {
    globalThis.Date = REAL;
    return;
  }
  const ms = seconds * 1000;
  globalThis.Date = new Proxy(REAL, {
    construct: (target, args: unknown[]) =>
      Reflect.construct(target, args.length === 0 ? [REAL.now() + ms] : args) as Date,
    get: (target, name) => (name === 'now' ? () => REAL.now() + ms : (Reflect.get(target, name) as unknown)),
  });
}

const given = Number(process.env[CLOCK_VARIABLE] ?? 0);
if (given !== 0) moveClock(given);
