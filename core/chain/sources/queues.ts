import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import { answered, askable, isAnswer, rest, sourcesOf, type Source } from './source.ts';

/** Where the company's queue may be: at one of its sealers, and at a time at one only. */
export type Queues = {
  /**
   * Hands something to the one that leads. Who is silent, stands by or is not ready is left for the next at once, and returned to later.
   * @throws what the leader refused; where none took it, what says most of why
   */
  write<T>(ask: Ask<T>): Promise<T>;
  /** Asks the one that led last, or the first that answers. */
  inquire<T>(ask: Ask<T>): Promise<T>;
};

/** @param timeoutMs how long it may take; left out where there is nobody else to ask */
type Ask<T> = (url: string, timeoutMs?: number) => Promise<T>;

/** A sealer answers from memory; with more than one to ask, nobody waits longer than this for one that is frozen. */
const PATIENCE_MS = 3_000;

export function createQueues(urls: readonly string[]): Queues {
  const sources = sourcesOf(urls, () => ({}));
  const [only] = sources;
  if (only === undefined) throw new InputError('SOURCES_MISSING', 'Name at least one address of the queue.');
  let leader: Source = only;

  const inTurn = async <T>(ask: Ask<T>, leads: boolean): Promise<T> => {
    if (sources.length === 1) return ask(only.url);
    const faults: unknown[] = [];
    for (const source of askable([leader, ...sources.filter((each) => each !== leader)])) {
      const begun = performance.now();
      try {
        const answer = await ask(source.url, PATIENCE_MS);
        answered(source);
        if (leads) leader = source;
        return answer;
      } catch (error) {
        if (isAnswer(error)) {
          answered(source);
          if (leads) leader = source;
          throw error;
        }
        if (error instanceof TransientError) rest(source, performance.now() - begun);
        faults.push(error);
      }
    }
    throw mostTelling(faults);
  };
  return { write: (ask) => inTurn(ask, true), inquire: (ask) => inTurn(ask, false) };
}

/** What was said of the block itself before what was said of the sealer, and that before silence. */
function mostTelling(faults: readonly unknown[]): unknown {
  const isSilence = (error: unknown): boolean =>
    error instanceof TransientError && (error.code === 'CHAIN_UNREACHABLE' || error.code === 'STANDBY');
  return (
    faults.find((error) => error instanceof InputError) ?? faults.find((error) => !isSilence(error)) ?? faults.at(0)
  );
}
