import { planBillers } from './programs/plan-billers.ts';
import { planOracle } from './programs/plan-oracle.ts';
import { planPortal } from './programs/plan-portal.ts';
import { planRegisters } from './programs/plan-registers.ts';
import { planSandbox } from './programs/plan-sandbox.ts';
import { planWatchdog } from './programs/plan-watchdog.ts';
import { createSite } from './programs/site.ts';
import type { PlannedProgram, WorldPlan } from './planned-program.ts';

/** The processes of the world with their settings, in the order in which they are listed to people. */
export function planPrograms(
  args: Omit<WorldPlan, 'programs'> & {
    logLevel: string;
    billAfter: string;
    liveMeters: boolean;
    playedFlats: readonly number[];
  },
): PlannedProgram[] {
  const site = createSite(args);
  return [
    ...planRegisters(site),
    ...planSandbox(site, { flats: args.playedFlats, liveMeters: args.liveMeters }),
    ...planBillers(site, args.billAfter),
    ...planOracle(site),
    planPortal(site),
    planWatchdog(site),
  ];
}
