import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import { lookAtHouse, type ListedHouse } from './list-house.ts';

const SOON_MS = 3_000;
/** Whoever enrols later, the visitor among them, is told of the flat within this time. */
const LATER_MS = 10_000;

/** Looks at the house until the signal: soon again while there is something to say. What fails is told once, and tried again. */
export async function keepHouse(house: ListedHouse, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  let trouble = '';
  while (!signal.aborted) {
    let isSaid = false;
    try {
      isSaid = await lookAtHouse(house, signal);
      trouble = '';
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
      if (error.code !== trouble) say(`  The list of the house waits: ${error.message}`);
      trouble = error.code;
    }
    await pause(isSaid ? LATER_MS : SOON_MS, signal);
  }
}
