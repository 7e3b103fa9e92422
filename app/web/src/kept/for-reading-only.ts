import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { LoadedNetwork } from '../resident/network/load-network.ts';

export const DIRECTORY_KEPT = 'DIRECTORY_KEPT';

/** What was known of the network last time is enough to read by; nothing is sealed for keys that may be others today. */
export function forReadingOnly(known: LoadedNetwork): LoadedNetwork {
  const message = 'The portal does not answer: nobody here knows whose keys are in force today.';
  return { ...known, directoryFault: new InputError(DIRECTORY_KEPT, message) };
}
