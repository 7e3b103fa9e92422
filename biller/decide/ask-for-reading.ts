import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import { ROLE, TRUST } from '../../core/domain/ledger/kinds.ts';
import { message, type Intent } from '../sender.ts';
import { isActive, type Meter, type State } from '../state.ts';
import type { DecisionContext } from './decision-context.ts';

/** How long one who is asked has. */
const ANSWER_SECONDS = 5n * 86_400n;

/** Asks for the readings that a period's bill waits for: the owner of a meter that is read by hand, else the collector. Once for a period. */
export function askForReading({ state, now }: DecisionContext, terms: ContractTerms, period: number): Intent[] {
  return terms.meterIds.flatMap((meterId) => {
    const meter = state.meters.get(meterId);
    if (meter === undefined || meter.replacedBy !== undefined) return [];
    const manual = isReadByHand(state, meter);
    const isAsked = [...state.requests.values()].some(
      (one) => one.meterId === meterId && !one.answered && one.dueDate >= now(),
    );
    if (isAsked || (!manual && !hasCollector(state))) return [];
    const place = { ledger: 'readingLedger', kind: 'READING_REQUEST', subject: meterId } as const;
    const make = (): ReturnType<Intent['make']> =>
      Promise.resolve(message(place, meter.owner, { meterId, manual, dueDate: now() + ANSWER_SECONDS }));
    return [{ key: `ask:${meterId}:${period}`, make }];
  });
}

/** Only the device of a meter can answer: the owner of one that a gateway reads has no form to write into. */
export function isReadByHand({ devices }: State, { deviceId }: Meter): boolean {
  return devices.get(deviceId)?.trustClass === TRUST.manual;
}

/** Whether somebody takes part who can ask a gateway. */
export function hasCollector(state: State): boolean {
  return [...state.participants.values()].some((one) => one.role === ROLE.collector && isActive(state, one.address));
}
