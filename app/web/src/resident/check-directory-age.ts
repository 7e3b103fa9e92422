import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { checkWitnesses } from '../../../../core/domain/seal/light-client.ts';
import type { LoadedDirectory } from './load/load-directory.ts';
import { now, type Resident } from './resident.ts';
import { seeSeal } from './see-seal.ts';
import { policyOf, type TrustedWitnesses } from './witness-policy.ts';

/**
 * Why the state in which the ledger holds the directory may be an old one: it is older than a head that was seen here before, does not follow from it, or too
 * few of the named witnesses say that it is the newest. Then nothing may be sealed for the keys in it.
 * @param named the witnesses of the network, where it names any: without them nothing proves an age
 * @param notBefore number of the newest head that had been seen when the directory was asked for
 */
export async function checkDirectoryAge(
  resident: Pick<Resident, 'api' | 'chain' | 'network'>,
  { proved }: LoadedDirectory,
  named: TrustedWitnesses | undefined,
  notBefore: bigint,
): Promise<InputError | undefined> {
  if (proved === undefined) return undefined;
  const { proof, state } = proved;
  try {
    if (state.number < notBefore)
      throw new InputError(
        'HEAD_OLDER',
        `The portal proves its directory in block ${state.number}; block ${notBefore} was seen here before it was asked.`,
      );
    await seeSeal(resident, proof.seal);
    if (named !== undefined)
      checkWitnesses({
        network: resident.network,
        number: state.number,
        sealHash: state.sealHash,
        cosignatures: proof.cosignatures,
        policy: policyOf(named),
        now: now(),
      });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  return undefined;
}
