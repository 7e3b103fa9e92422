import { planHouse, premiseOf } from '../../../scripts/world/house-plan.ts';
import { world, type World } from '../../support/world.ts';
import type { House } from '../../support/world/house-part.ts';

const { readByHand, withoutMeters } = planHouse();

/** A resident for each file that drives pages, so that none sees what another one did: of the flat that has a meter behind the gateway and one that is read by hand, */
export const READER = premiseOf(readByHand);
/** and of the one that has none. */
export const WRITER = premiseOf(withoutMeters);

let started: Promise<World> | undefined;

/** The house that the files of one run share, since its start costs as much as what a file does in it. It goes when all of them have ended. */
export async function browserHouse(): Promise<House> {
  started ??= world({ house: { flats: [readByHand, withoutMeters] } });
  return (await started).house;
}

after(async () => (await started)?.[Symbol.asyncDispose]());
