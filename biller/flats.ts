import type { Hex } from '../core/domain/bytes/hex.ts';
import type { DecisionContext } from './decide/decision-context.ts';
import { householders } from './decide/register-participants.ts';
import type { Premise } from './house-files.ts';

/**
 * By account, which flat a resident lives in. For the company alone: residents tell it in their enrolment, which a provider cannot open.
 */
export async function flatsOf(context: DecisionContext): Promise<Map<Hex, Premise>> {
  const premises = context.house.premises();
  if (premises.size === 0 || context.state.me !== context.state.company) return new Map();
  // Other people's broken enrolments are the daemon's faults, not those of who looks for a flat.
  const holders = await householders({ ...context, fault: () => undefined, alarm: () => undefined }, premises);
  const found = new Map<Hex, Premise>();
  for (const [name, { address }] of holders) {
    const premise = premises.get(name);
    if (premise !== undefined) found.set(address, premise);
  }
  return found;
}
