import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { checkWitnesses } from '../../../../core/domain/seal/light-client.ts';
import type { StateProof, Storage } from '../../../../core/domain/proof/open-storage.ts';
import { checkNotOlder } from './check-not-older.ts';
import { now, type Resident } from './resident.ts';
import { seeSeal } from './see-seal.ts';
import { policyOf, type TrustedWitnesses } from './witness-policy.ts';

export type ProvedState = { proof: StateProof; state: Storage };

/**
 * Why a proved state of the ledgers may be an old one: it is older than a head that was seen here before, does not follow from it, or too
 * few of the named witnesses say that it is the newest.
 * @param named the witnesses of the network, where it names any: without them nothing proves an age
 * @param notBefore number of the newest head that had been seen when the proof was asked for
 */
export async function checkStateAge(
  resident: Pick<Resident, 'api' | 'chain' | 'network'>,
  { proof, state }: ProvedState,
  named: TrustedWitnesses | undefined,
  notBefore: bigint,
): Promise<InputError | undefined> {
  try {
    checkNotOlder(state.number, notBefore, 'the state');
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
