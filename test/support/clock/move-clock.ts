/**
 * The clock of this process, set back or ahead: of whatever asks for the time, and of nothing that waits. Seven days go by so that no test has to wait for.
 * A process of its own has it by `--import` of this file and the seconds in its environment.
 */
const REAL = globalThis.Date;
export const CLOCK_VARIABLE = 'DOMLEDGER_TEST_CLOCK';

let ahead = 0;
/** One function for all time: programs keep `Date.now` from when they started, and their clock moves as well. */
const now = (): number => REAL.now() + ahead;
const MOVED = new Proxy(REAL, {
  construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [now()] : args) as Date,
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});

/** @param seconds against the true time; 0 ends it */
export function moveClock(seconds: number): void {
  ahead = seconds * 1000;
  globalThis.Date = seconds === 0 ? REAL : MOVED;
}

const given = Number(process.env[CLOCK_VARIABLE] ?? 0);
if (given !== 0) moveClock(given);
