/** How far a start is: `done` of `of` where that can be counted. */
export type StartStep = {
  step: string;
  done?: number;
  of?: number;
  perSecond?: number;
  secondsLeft?: number;
};

/** What a program does until it serves, for whoever asks its `/health` and for its supervisor. */
export type Progress = {
  readonly now: StartStep;
  /** Begins a step, or says that it lasts still; `of` where its size is known. */
  begin(step: string, of?: number): void;
  /** So far; `of` where it has changed. */
  at(done: number, of?: number): void;
  /** It serves: from here on nothing is told. */
  end(): void;
};

const TELL_MS = 1_000;

/**
 * @param tell is called at most once a second, and not before the first second is over: a quick start has nothing to tell
 * @param now milliseconds of a clock that only goes forward
 */
export function createProgress(
  tell: (step: StartStep) => void = announceStep,
  now: () => number = () => performance.now(),
): Progress {
  let told = now();
  let begun = { atMs: told, done: undefined as number | undefined };
  let current: StartStep = { step: 'starting' };
  let isOver = false;
  const change = (next: StartStep): void => {
    current = next;
    if (isOver || now() - told < TELL_MS) return;
    told = now();
    tell(next);
  };
  return {
    get now() {
      return current;
    },
    begin(step, of) {
      if (step === current.step) {
        change(current);
        return;
      }
      begun = { atMs: now(), done: undefined };
      change({ step, ...(of === undefined || of === 0 ? {} : { done: 0, of }) });
    },
    at(done, of = current.of) {
      begun.done ??= done;
      const seconds = (now() - begun.atMs) / 1_000;
      const perSecond = seconds > 0 ? Math.round((done - begun.done) / seconds) : 0;
      const left = of === undefined || perSecond <= 0 ? undefined : Math.ceil(Math.max(0, of - done) / perSecond);
      change({
        ...{ step: current.step, done },
        ...(of === undefined ? {} : { of }),
        ...(perSecond > 0 ? { perSecond } : {}),
        ...(left === undefined ? {} : { secondsLeft: left }),
      });
    },
    end() {
      isOver = true;
    },
  };
}

/** In words, for people: "replaying the log: 45 % (72,000 of 160,000), 2,110 a second, 42 s left". */
export function describeStep({ step, done, of, perSecond, secondsLeft }: StartStep): string {
  if (done === undefined) return step;
  const count = (value: number): string => value.toLocaleString('en-US');
  const share =
    of === undefined || of <= 0
      ? count(done)
      : `${Math.min(100, Math.floor((100 * done) / of))} % (${count(done)} of ${count(of)})`;
  const parts = [
    `${step}: ${share}`,
    ...(perSecond === undefined ? [] : [`${count(perSecond)} a second`]),
    ...(secondsLeft === undefined ? [] : [`${count(secondsLeft)} s left`]),
  ];
  return parts.join(', ');
}

/** One line of JSON on stdout, for a supervisor: `{"starting":{"step":…}}`. */
function announceStep(step: StartStep): void {
  process.stdout.write(`${JSON.stringify({ starting: step })}\n`);
}

/** The step of such a line; `undefined` for any other. */
export function parseStep(line: string): StartStep | undefined {
  if (!line.startsWith('{"starting":{')) return undefined;
  return (JSON.parse(line) as { starting: StartStep }).starting;
}
