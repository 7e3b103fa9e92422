import { Worker } from 'node:worker_threads';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { AccountChange } from '../snapshot/state-changes.ts';
import type { ProverReply, ProverRequest } from './prover-thread.ts';

/** A state that follows the chain block by block, in a thread of its own, and proves what it holds. */
export type Prover = AsyncDisposable & {
  /** Begins with the state after a block. @throws Error where its root is not the sealed one */
  load(number: bigint, state: Uint8Array, stateRoot: Hex): Promise<void>;
  /** Goes on to the next block. @throws Error where the root is not the sealed one: from then on it is of no use */
  change(number: bigint, changes: readonly AccountChange[], stateRoot: Hex): Promise<void>;
  /** The answer of `eth_getProof` after a block; `undefined` where its state is not kept. */
  prove(number: bigint, address: Hex, keys: readonly Hex[]): Promise<string | undefined>;
};

type Asked = { resolve: (text: string) => void; reject: (error: Error) => void };
type Question = ProverRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

export function startProver(): Prover {
  const worker = new Worker(new URL('prover-thread.ts', import.meta.url));
  const asked = new Map<number, Asked>();
  let ids = 0;
  let over: Error | undefined;
  worker.unref();
  worker.on('message', (reply: ProverReply) => {
    const one = asked.get(reply.id);
    asked.delete(reply.id);
    if ('text' in reply) one?.resolve(reply.text);
    else one?.reject(new Error(reply.error));
  });
  const end = (error: Error): void => {
    over ??= error;
    for (const [id, one] of asked) {
      asked.delete(id);
      one.reject(error);
    }
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the thread that proves ended')));
  const ask = (question: Question): Promise<string> =>
    new Promise((resolve, reject) => {
      if (over !== undefined) {
        reject(over);
        return;
      }
      const id = ++ids;
      asked.set(id, { resolve, reject });
      worker.postMessage({ id, ...question });
    });
  return {
    async load(number, state, stateRoot) {
      await ask({ kind: 'load', number: Number(number), state, stateRoot });
    },
    async change(number, changes, stateRoot) {
      await ask({ kind: 'change', number: Number(number), changes, stateRoot });
    },
    async prove(number, address, keys) {
      const text = await ask({ kind: 'prove', number: Number(number), address, keys });
      return text === '' ? undefined : text;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
