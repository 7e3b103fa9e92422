import { localDate } from '../../../../core/domain/billing/period.ts';
import { resourceNameOf } from '../../arguments.ts';
import { flatName, residentName, type List, type ListRow } from './list-row.ts';

/** What `request-reading` said, and whether a reading came. */
export const requests: List = {
  rows(looking) {
    const { state, network, now } = looking.context;
    return [...state.requests.values()].map(({ requestId, meterId, manual, dueDate, answered }, index): ListRow => {
      const meter = state.meters.get(meterId);
      const due = localDate(dueDate, network.timeZone);
      const late = !answered && dueDate < now();
      const said = answered ? 'answered' : late ? `late, was due by ${due}` : `due by ${due}`;
      const whom = manual ? 'the owner' : 'the collector';
      const of = meter === undefined ? '' : ` of ${residentName(looking, meter.owner)}`;
      return {
        number: index + 1,
        id: requestId,
        open: !answered,
        meter: meterId,
        flat: meter === undefined ? '' : flatName(looking, meter.owner),
        manual,
        due,
        state: answered ? 'answered' : late ? 'late' : 'open',
        line: `${meter === undefined ? 'meter' : resourceNameOf(meter.resource)}${of}, asked of ${whom}: ${said}`,
      };
    });
  },
};
