import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { countedWitnesses } from '../../../../../core/domain/witnesses/witness.ts';
import { readWitnessRegister } from '../../../../../core/domain/witnesses/witness-register.ts';
import type { Api } from '../../api/api.ts';
import { witnessesSchema } from '../../api/schemas.ts';
import { checkNotOlder } from '../check-not-older.ts';
import type { TrustedWitnesses } from '../witness-policy.ts';

/**
 * Who counts as a witness by the register itself, proved under a seal that is not older than what this browser saw before it asked; the names are the portal's.
 * @param notBefore number of the newest head that had been seen before this
 * @param required how many of them the portal asks for; a page asks for one at least
 * @throws InputError HEAD_OLDER, and those of `readWitnessRegister`
 */
export async function loadWitnesses(
  { api, notBefore, network }: { api: Api; notBefore: bigint; network: KeyedNetwork },
  required: number,
): Promise<TrustedWitnesses> {
  const { names, ...proof } = await api.get('/api/witnesses', witnessesSchema);
  checkNotOlder(proof.seal.number, notBefore, 'the witnesses');
  const counted = countedWitnesses(network, readWitnessRegister(network, proof));
  const known = counted.map(({ key, owner }) => ({ address: key, name: names[owner] ?? `${owner.slice(0, 8)}…` }));
  return { required: Math.max(1, required), known };
}
