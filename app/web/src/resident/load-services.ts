import type { Hex } from '../../../../core/domain/hex.ts';
import { RESOURCE } from '../../../../core/domain/kinds.ts';
import { loadRates } from './load-rates.ts';
import { now } from './resident.ts';
import type { Resident } from './resident.ts';

/** A supplier and the resources that it publishes a rate for: what one can ask it for. */
export type Supplier = { address: Hex; name: string; resources: number[] };

/** Providers and the company, with what they supply now; those that supply nothing are left out. */
export async function loadServices(resident: Resident): Promise<Supplier[]> {
  const suppliers = resident.directory.filter(
    ({ roleName, active }) => active && (roleName === 'provider' || roleName === 'company'),
  );
  const found = await Promise.all(
    suppliers.map(async ({ address, name }) => {
      const rateOf = await loadRates(resident, address);
      const resources = Object.values(RESOURCE).filter((resource) => rateOf(resource, 0, now()) !== undefined);
      return { address, name, resources };
    }),
  );
  return found.filter(({ resources }) => resources.length > 0);
}
