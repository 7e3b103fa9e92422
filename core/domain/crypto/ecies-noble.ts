import { eciesOn } from './ecies-on.ts';
import { secp256k1 } from './secp256k1-noble.ts';
import type { Ecies } from './ecies.ts';

/** For pages. */
export const ecies: Ecies = eciesOn(secp256k1);
