import { join } from 'node:path';
import { pause } from '../../../core/runtime/pause.ts';
import { startChildProgram, type ChildProgram } from '../../world/child-program.ts';

/** A program over an old folder, and what its start took. */
export type AgedProgram = AsyncDisposable & {
  readonly url: string;
  readonly seconds: number;
  rssMib(): Promise<number>;
};

const SAMPLES = 9;

/** From the start of the process to its word that it serves. */
export async function startAged(args: {
  name: 'sealer' | 'replica';
  folder: string;
  options: readonly string[];
  /** Between two samples of its memory. */
  restMs: number;
}): Promise<AgedProgram> {
  const { name, folder, restMs } = args;
  const began = performance.now();
  const child: ChildProgram = await startChildProgram({
    name,
    command: [name, ...args.options, '--set', 'port=0', '--set', 'logLevel=warn', '--set', 'snapshotEvery=0'],
    logFile: join(folder, `${name}.log`),
  });
  const seconds = (performance.now() - began) / 1000;
  const url = String(child.ready['url']);
  return {
    url,
    seconds,
    async rssMib() {
      const samples: number[] = [];
      for (let n = 0; n < SAMPLES; n++) {
        await pause(restMs, new AbortController().signal);
        samples.push(await residentBytes(url, name));
      }
      return (samples.sort((a, b) => a - b)[Math.floor(SAMPLES / 2)] ?? Number.NaN) / 2 ** 20;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

async function residentBytes(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = new RegExp(`^domledger_${name}_process_resident_memory_bytes (\\S+)$`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`the ${name} does not say what memory it takes`);
  return Number(found);
}
