import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import { ownerOf } from './addressees.ts';
import type { PlanRules } from './planned-frame.ts';

/** Whose a meter is, and that what is dropped of its late readings is counted and kept as evidence. */
export function lateRules(
  { store, nowMs }: { store: GatewayStore; nowMs: number },
  { meterId, name }: { meterId: Hex; name?: string },
): Pick<PlanRules, 'owner' | 'onDropped'> {
  return {
    owner: () => ownerOf(store, meterId) ?? '',
    onDropped: (count) => {
      const code = 'LATE_DROPPED';
      const message = `${count} late readings were not sent: no day packet could carry them in time, or the meter has another owner since.`;
      store.addEvidence({ atMs: nowMs, source: 'late', meter: name, code, message, telegram: '' });
      for (let dropped = 0; dropped < count; dropped++) store.increment(code);
    },
  };
}
