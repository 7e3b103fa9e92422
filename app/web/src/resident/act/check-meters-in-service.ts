import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { checkInService } from '../../../../../core/domain/ownership/check-in-service.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { metersSchema } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** Refuses a contract over own meters of which one was replaced, before it is signed. @throws InputError CONTRACT_METER_REPLACED */
export async function checkMetersInService({ api }: Pick<Resident, 'api'>, meterIds: readonly Hex[]): Promise<void> {
  const { meters } = await api.get('/api/meters', metersSchema);
  checkInService(meterIds, (id) => meters.find(({ meterId }) => same(meterId, id))?.replacedBy);
}
