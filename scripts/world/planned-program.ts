import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { HousePlan } from './house-plan.ts';
import type { WorldPorts } from './world-ports.ts';

/** A process of the world: its program, its settings file, its place in the order of starting. */
export type PlannedProgram = {
  name: string;
  label: string;
  program: string;
  settings: Record<string, unknown>;
  stage: number;
};

export type WorldPlan = {
  dataDir: string;
  ports: WorldPorts;
  house: HousePlan;
  meterIds: ReadonlyMap<string, Hex>;
  accounts: { company: Hex; portal: Hex; electricity: Hex; water: Hex; collector: Hex };
  spoolDir: string;
  programs: readonly PlannedProgram[];
  /** For Node itself, of every program. */
  nodeFlags?: readonly string[];
};
