import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';

/** Meters that one of these addresses owns, or owned before a handover: what was measured then is in its bills. */
export function ownedBy(
  own: readonly Hex[],
): (builder: ExpressionBuilder<ReadModelTables, 'meters'>) => ExpressionWrapper<ReadModelTables, 'meters', SqlBool> {
  return ({ or, eb, selectFrom }) =>
    or([
      eb('meters.owner', 'in', own),
      eb('meters.meter_id', 'in', selectFrom('handovers').select('handovers.meter_id').where('former', 'in', own)),
    ]);
}
