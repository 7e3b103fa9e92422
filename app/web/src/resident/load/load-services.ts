import { RESOURCE } from '../../../../../core/domain/ledger/kinds.ts';
import type { Participant } from '../../api/schemas.ts';
import { loadDirectory } from '../network/load-directory.ts';
import { loadRates } from './load-rates.ts';
import { now } from '../resident.ts';
import type { Resident } from '../resident.ts';

/** A supplier and the resources that it publishes a rate for: what one can ask it for. */
export type Supplier = Participant & { resources: number[] };

/** Providers and the company, with what they supply now; those that supply nothing are left out. */
export async function loadServices(resident: Resident): Promise<Supplier[]> {
  const { participants } = await loadDirectory(resident.api, resident.network);
  const suppliers = participants.filter(
    ({ roleName, active }) => active && (roleName === 'provider' || roleName === 'company'),
  );
  const found = await Promise.all(
    suppliers.map(async (supplier) => {
      const rateOf = await loadRates(resident, supplier.address);
      const resources = Object.values(RESOURCE).filter((resource) => rateOf(resource, 0, now()) !== undefined);
      return { ...supplier, resources };
    }),
  );
  return found.filter(({ resources }) => resources.length > 0);
}
