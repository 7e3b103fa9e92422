import type { WitnessPolicy } from '../../../../core/domain/light-client.ts';
import type { Resident } from './resident.ts';

/** Portal and providers run replicas and cosign; one of them besides the company must have seen the same chain. */
export function witnessPolicy(resident: Pick<Resident, 'directory'>): WitnessPolicy {
  const witnesses = resident.directory
    .filter(({ roleName, active }) => active && (roleName === 'portal' || roleName === 'provider'))
    .map(({ address }) => address);
  return { witnesses, required: 1 };
}
