import { parentPort } from 'node:worker_threads';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { decodeState } from '../snapshot/state-bytes.ts';
import type { AccountChange } from '../snapshot/state-changes.ts';
import { changeState, proofOf, proveState, type ProvedState } from './proved-state.ts';
import { rootOf } from './trie.ts';

/** What the thread is asked; each answer is text. */
export type ProverRequest = { id: number } & (
  | { kind: 'load'; number: number; state: Uint8Array; stateRoot: Hex }
  | { kind: 'change'; number: number; changes: readonly AccountChange[]; stateRoot: Hex }
  | { kind: 'prove'; number: number; address: Hex; keys: readonly Hex[] }
);
export type ProverReply = { id: number; text: string } | { id: number; error: string };

/** Of how many newest blocks states are kept, which share nearly all. */
const KEPT = 64;

/**
 * The state of the chain as a trie, in a thread of its own: what it takes to prove something holds up neither blocks nor other questions. Its root is compared
 * with the sealed header's at each block.
 */
const port = parentPort;
if (port === null) throw new Error('prover-thread.ts runs as a worker thread alone');
const states = new Map<number, ProvedState>();

port.on('message', (request: ProverRequest) => {
  const { id } = request;
  let reply: ProverReply;
  try {
    reply = { id, text: serve(request) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});

function serve(request: ProverRequest): string {
  const { number } = request;
  switch (request.kind) {
    case 'load':
      states.clear();
      keep(number, proveState(decodeState(request.state)), request.stateRoot);
      return '';
    case 'change': {
      const before = states.get(number - 1);
      if (before === undefined) throw new Error(`there is no state before block ${number}`);
      keep(number, changeState(before, request.changes), request.stateRoot);
      return '';
    }
    case 'prove': {
      const state = states.get(number);
      return state === undefined ? '' : JSON.stringify({ result: proofOf(state, request.address, request.keys) });
    }
    default:
      return request satisfies never;
  }
}

function keep(number: number, state: ProvedState, stateRoot: Hex): void {
  const root = rootOf(state.trie);
  if (root !== stateRoot) throw new Error(`the state of block ${number} has root ${root}, sealed is ${stateRoot}`);
  states.set(number, state);
  states.delete(number - KEPT);
}
