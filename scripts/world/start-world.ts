import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { StartStep } from '../../core/runtime/start/progress.ts';
import { startChildProgram, type ChildProgram } from './child-program.ts';
import { writeSettings } from './world-plan.ts';
import type { PlannedProgram } from './planned-program.ts';
import type { WorldPlan } from './planned-program.ts';

/** Where programs keep what they have, and which they are. */
type Runnable = Pick<WorldPlan, 'dataDir' | 'programs' | 'nodeFlags'>;

/** The running system: every program a process of its own. */
export type World<P extends Runnable = WorldPlan> = AsyncDisposable & {
  readonly plan: P;
  running(name: string): ChildProgram;
  /** kill -9 of one program. */
  kill(name: string): Promise<void>;
  /** Stops one program in an orderly way. */
  stop(name: string): Promise<void>;
  /** Starts a program that was killed or stopped. */
  restart(name: string): Promise<ChildProgram>;
};

export type WorldEvents = {
  ready?: (program: PlannedProgram, child: ChildProgram) => void;
  /** How far a program's start is, about once a second. */
  starting?: (program: PlannedProgram, step: StartStep) => void;
  /** A program ended by itself, or could not start again; it is started after `pauseMs`. */
  ended?: (program: PlannedProgram, how: number | string, pauseMs: number) => void;
};

/** For twenty programs that share one machine and mostly rest: memory before speed, of which this takes a fifth. */
export const RESTING_FLAGS = ['--optimize-for-size', '--max-semi-space-size=2'];

/** A program that ran for so long was well: its next end counts as the first. */
const WELL_MS = 60_000;

/** How long nobody starts a program that ended `ends` times in a row: at most 5 s before each of its first five starts, then at most 30 s. */
export function restartPauseMs(ends: number): number {
  return Math.min(500 * 2 ** (ends - 1), ends <= 5 ? 5_000 : 30_000);
}

/**
 * Starts the planned programs, stage by stage, and keeps them: a program that ends by itself is started again (after a pause that
 * grows), because each of them goes on where it was.
 * @throws TransientError PROGRAM_ENDED when one cannot start at all
 */
export async function startWorld<P extends Runnable>(
  plan: P,
  events: WorldEvents = {},
  signal?: AbortSignal,
): Promise<World<P>> {
  const children = new Map<string, ChildProgram>();
  const wanted = new Set<string>();
  /** Ends in a row of a program that was not well in between. */
  const ends = new Map<string, number>();
  let closing = false;

  const planned = (name: string): PlannedProgram => {
    const found = plan.programs.find((one) => one.name === name);
    if (!found)
      throw new InputError(
        'PROGRAM_UNKNOWN',
        `There is no program ${name}. There are ${plan.programs.map((one) => one.name).join(', ')}.`,
      );
    return found;
  };
  const start = async (program: PlannedProgram): Promise<ChildProgram> => {
    const child = await startChildProgram({
      name: program.name,
      command: [program.program, '--settings', writeSettings(plan, program)],
      logFile: join(plan.dataDir, 'logs', `${program.name}.log`),
      nodeFlags: plan.nodeFlags ?? [],
      onStep: (step) => events.starting?.(program, step),
      ...(signal ? { signal } : {}),
    });
    const since = performance.now();
    children.set(program.name, child);
    wanted.add(program.name);
    events.ready?.(program, child);
    void child.ended.then((how) => {
      if (closing || !wanted.has(program.name) || children.get(program.name) !== child) return;
      if (performance.now() - since >= WELL_MS) ends.delete(program.name);
      void startAgain(program, how);
    });
    return child;
  };
  const startAgain = async (program: PlannedProgram, how: number | string): Promise<void> => {
    const count = (ends.get(program.name) ?? 0) + 1;
    ends.set(program.name, count);
    const pauseMs = restartPauseMs(count);
    events.ended?.(program, how, pauseMs);
    await pause(pauseMs, signal ?? new AbortController().signal);
    if (signal?.aborted || closing || !wanted.has(program.name)) return;
    try {
      await start(program);
    } catch (error) {
      if (!signal?.aborted && !closing)
        await startAgain(program, error instanceof Error ? error.message : String(error));
    }
  };
  const stopAll = async (): Promise<void> => {
    closing = true;
    const stages = [...new Set(plan.programs.map(({ stage }) => stage))].toSorted((a, b) => b - a);
    for (const stage of stages) {
      const names = plan.programs.filter((one) => one.stage === stage).map(({ name }) => name);
      await Promise.all(
        names.map(async (name) => {
          await children.get(name)?.[Symbol.asyncDispose]();
        }),
      );
    }
  };

  try {
    for (const stage of [...new Set(plan.programs.map((one) => one.stage))].toSorted((a, b) => a - b)) {
      await Promise.all(plan.programs.filter((one) => one.stage === stage).map(start));
    }
  } catch (error) {
    await stopAll();
    throw error;
  }

  return {
    plan,
    running(name) {
      const child = children.get(planned(name).name);
      if (!child) throw new InputError('PROGRAM_UNKNOWN', `${name} is not running.`);
      return child;
    },
    async kill(name) {
      wanted.delete(name);
      await children.get(name)?.kill();
    },
    async stop(name) {
      wanted.delete(name);
      await children.get(name)?.[Symbol.asyncDispose]();
    },
    restart: (name) => start(planned(name)),
    [Symbol.asyncDispose]: stopAll,
  };
}
