import { appendFileSync } from 'node:fs';
import { register } from 'node:module';

/**
 * Preloaded (`NODE_OPTIONS=--import=…`) into a test, its processes and its threads: the mutated files are loaded as their schemata, and one number says
 * which mutation is on. The tree itself is never touched.
 */
type MutationSwitch = { active: number; hits: Uint8Array };

declare global {
  var domledgerMutation: MutationSwitch | undefined;
  var isMutated: ((number: number) => boolean) | undefined;
}

const {
  DOMLEDGER_MUTATION: active = '0',
  DOMLEDGER_MUTATION_HITS: file,
  DOMLEDGER_MUTATION_COUNT: count = '0',
} = process.env;
const state: MutationSwitch = { active: Number(active), hits: new Uint8Array(Number(count) + 1) };
// The host of a test reads its own hits; what a test starts writes each at once, because it may be killed.
const isHost = process.argv[1]?.endsWith('/test-host.ts') === true;
globalThis.domledgerMutation = state;
globalThis.isMutated = (number) => {
  if (state.hits[number] === 0) {
    state.hits[number] = 1;
    if (!isHost && file !== undefined) appendFileSync(file, `${number}\n`);
  }
  return number === state.active;
};
register(new URL('schemata-hook.ts', import.meta.url));
