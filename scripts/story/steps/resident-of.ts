import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { SandboxResident } from '../../../sandbox/residents/resident.ts';
import type { Stage } from './stage.ts';

/** @throws InputError RESIDENT_UNKNOWN */
export function residentOf(residents: Stage['residents'], premise: string): SandboxResident {
  const resident = residents.get(premise);
  if (!resident) throw new InputError('RESIDENT_UNKNOWN', `Nobody of ${premise} has enrolled.`);
  return resident;
}
