import { ZERO_ADDRESS } from '../../core/domain/bytes/hex.ts';
import { parseWitnesses, type Witness } from '../../core/domain/witnesses/witness.ts';

const NOBODY = { company: ZERO_ADDRESS, portal: ZERO_ADDRESS, sealKey: ZERO_ADDRESS };

/** The setting; what it says of the company's and the portal's keys is checked with the network that is made of it. @throws Error that says what is wrong with the list */
export function parseFirstWitnesses(value: unknown): Witness[] {
  if (!Array.isArray(value)) throw new Error('must be a list of witnesses');
  return parseWitnesses(value, NOBODY);
}
