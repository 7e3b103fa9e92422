import { planHouse, premiseOf } from '../../../scripts/world/house-plan.ts';
import { world, type World } from '../../support/world.ts';
import type { House } from '../../support/world/house-part.ts';

const { readByHand, withoutMeters, premises } = planHouse();
/** The one of the matrix that has a meter which is read by hand. */
const FURTHER = 10;

/** A resident for each file that drives pages, so that none sees what another one did: of the flat that has a meter behind the gateway and one that is read by hand, */
export const READER = premiseOf(readByHand);
/** and of the one that has none. */
export const WRITER = premiseOf(withoutMeters);
/** Those of the matrix: nobody lives there before it is somebody's turn. */
export const NEWCOMERS = premises
  .map(({ premise }) => premise)
  .filter((premise) => ![READER, WRITER, premiseOf(FURTHER)].includes(premise));
export const BY_HAND = premiseOf(FURTHER);

let started: Promise<World> | undefined;

/** The house that the files of one run share, since its start costs as much as what a file does in it. It goes when all of them have ended. */
export async function browserHouse(): Promise<House> {
  started ??= world({
    house: { flats: premises.map(({ flat }) => flat), metered: [readByHand], byHand: [FURTHER] },
  });
  return (await started).house;
}

after(async () => (await started)?.[Symbol.asyncDispose]());
