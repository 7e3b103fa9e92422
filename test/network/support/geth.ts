import { readFileSync } from 'node:fs';
import { findGeth } from '../../../scripts/network/geth-binary.ts';
import { startGeth, type GethProcess } from '../../../sealer/engine/engine-api/geth-process.ts';
import { connectEngineApi } from '../../../sealer/engine/engine-api/connect-engine-api.ts';
import type { Engine } from '../../../sealer/engine/engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { CHAIN_ID } from '../../sealer/support/chains.ts';

const SIGNAL = new AbortController().signal;

/** The go-ethereum to test with; skips the suite by name where there is none. */
export function gethOrSkip(context: Mocha.Context): string {
  const binary = findGeth();
  if (binary !== undefined) return binary;
  console.log(`skipped: ${context.test?.parent?.title ?? ''}: there is no go-ethereum (npm run network:install)`);
  return context.skip();
}

/** go-ethereum on a folder, and the engine over it; both end together. */
export async function startGethEngine(binary: string, folder: string): Promise<{ geth: GethProcess; engine: Engine }> {
  const geth = await startGeth({ binary, folder, genesis: genesisOf(CHAIN_ID), signal: SIGNAL });
  const engine = await connectEngineApi({ place: geth.place, chainId: CHAIN_ID, signal: SIGNAL });
  return { geth, engine: { ...engine, [Symbol.asyncDispose]: () => geth[Symbol.asyncDispose]() } };
}

/** Whether a process lives. */
export function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
