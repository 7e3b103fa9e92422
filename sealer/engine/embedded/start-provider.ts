import { Worker } from 'node:worker_threads';
import type { Genesis } from '../../network/genesis.ts';
import { boundKeptStates } from './kept-states.ts';
import type { ProviderStart, ThreadReply, ThreadRequest } from './provider-thread.ts';

/** An EVM of Hardhat's, asked in JSON-RPC text. */
export type EdrProvider = AsyncDisposable & { ask(body: string): Promise<string> };

type Asked = { resolve: (text: string) => void; reject: (error: Error) => void };
type Thread = { send(request: ThreadRequest): Promise<string>; next(): number };

// One thread a process, since EDR's native context may be made only once.
let shared: Thread | undefined;

export async function startProvider(genesis: Genesis, start: ProviderStart = {}): Promise<EdrProvider> {
  const thread = (shared ??= startThread());
  const provider = thread.next();
  await thread.send({ id: thread.next(), provider, kind: 'create', genesis, start });
  return {
    ask: (body) => thread.send({ id: thread.next(), provider, kind: 'ask', body }),
    async [Symbol.asyncDispose]() {
      await thread.send({ id: thread.next(), provider, kind: 'close' });
    },
  };
}

function startThread(): Thread {
  boundKeptStates();
  const worker = new Worker(new URL('provider-thread.ts', import.meta.url));
  const asked = new Map<number, Asked>();
  let numbers = 0;
  const settle = (id: number): Asked | undefined => {
    const one = asked.get(id);
    asked.delete(id);
    // An idle thread keeps no program from ending.
    if (asked.size === 0) worker.unref();
    return one;
  };
  worker.unref();
  worker.on('message', (reply: ThreadReply) => {
    const one = settle(reply.id);
    if ('text' in reply) one?.resolve(reply.text);
    else one?.reject(new Error(reply.error));
  });
  const end = (error: Error): void => {
    shared = undefined;
    for (const id of [...asked.keys()]) settle(id)?.reject(error);
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the thread of the embedded engine ended')));
  return {
    next: () => ++numbers,
    send: (request) =>
      new Promise((resolve, reject) => {
        asked.set(request.id, { resolve, reject });
        worker.ref();
        worker.postMessage(request);
      }),
  };
}
