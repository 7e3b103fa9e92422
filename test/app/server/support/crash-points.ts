import type { Kysely, KyselyPlugin } from 'kysely';

/** A process that dies: nothing after it happens, whatever happened before it stays. */
export class Crash extends Error {}

/** Counts the places where the program could die, and dies at the n-th. */
export type CrashPoints = {
  /** Dies before the n-th step from now (even: before its effect; odd: after it). Infinity never. */
  arm(at: number): void;
  /** Whether it died since it was armed. */
  readonly crashed: boolean;
  around<T>(work: () => Promise<T>): Promise<T>;
  aroundSync<T>(work: () => T): T;
  queries<T>(db: Kysely<T>): Kysely<T>;
};

export function createCrashPoints(): CrashPoints {
  let left = Infinity;
  let crashed = false;
  const step = (): void => {
    if (crashed || left-- <= 0) {
      crashed = true;
      throw new Crash('the process died here');
    }
  };
  const plugin: KyselyPlugin = {
    transformQuery(args) {
      step();
      return args.node;
    },
    async transformResult(args) {
      step();
      return args.result;
    },
  };
  return {
    arm(at) {
      left = at;
      crashed = false;
    },
    get crashed() {
      return crashed;
    },
    async around(work) {
      step();
      const result = await work();
      step();
      return result;
    },
    aroundSync(work) {
      step();
      const result = work();
      step();
      return result;
    },
    queries: (db) => db.withPlugin(plugin),
  };
}
