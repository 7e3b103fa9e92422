import type { Hex } from '../../core/domain/hex.ts';
import { makeEnrol } from '../../core/domain/resident/make-enrol.ts';
import { InputError } from '../../core/domain/errors.ts';
import { addresseeOf, now, ownPremise, send, until, type Resident } from './resident.ts';

/** Asks to take part and waits until the portal has attested and the company has registered (S1). Doing it again is harmless. */
export async function enrol(resident: Resident): Promise<Hex | undefined> {
  const { premise, personalAccount, subscriber } = await ownPremise(resident);
  let digest: Hex | undefined;
  if (subscriber === null) {
    const signed = await makeEnrol({
      network: resident.network,
      account: resident.account,
      timestamp: now(),
      premise,
      personalAccount,
      company: addresseeOf(resident, resident.network.company),
      portal: addresseeOf(resident, resident.network.portal),
    });
    digest = await send(resident, signed, '/api/enrolment');
  }
  await until(`${premise} is registered by the company`, async () => {
    const { enrolment, reason } = await ownPremise(resident);
    if (enrolment === 'refused' || enrolment === 'suspended') throw new InputError('ENROLMENT_REFUSED', reason ?? `${premise} was refused.`);
    return enrolment === 'active' ? true : undefined;
  });
  return digest;
}
