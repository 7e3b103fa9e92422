import { moveClock } from '../../support/clock/move-clock.ts';

/**
 * The clock of a process that is started with `--import` of this file: at each SIGUSR2 it is moved by the seconds in its environment, or set right again. The date of
 * HTTP answers is Node's own and stays right.
 */
export const STEP_VARIABLE = 'DOMLEDGER_TEST_STEP';

/** Programs keep `Date.now` from their start, so it has to be the movable one from then on: a millisecond is nothing to anybody. */
const RIGHT = 0.001;
const step = Number(process.env[STEP_VARIABLE]);
let isRight = true;
moveClock(RIGHT);
process.on('SIGUSR2', () => {
  isRight = !isRight;
  moveClock(isRight ? RIGHT : step);
});
