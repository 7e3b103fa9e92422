import { readAnswer } from '../engine.ts';
import type { EdrProvider } from './start-provider.ts';

export type Step = [method: string, params: readonly unknown[]];

/** Asks one after the other in one crossing of threads. @returns the results, in order. @throws RpcError the first that there is */
export async function askInTurn(provider: EdrProvider, steps: readonly Step[]): Promise<unknown[]> {
  const batch = steps.map(([method, params], id) => askFor(id, method, params));
  const answers = readAnswer(await provider.ask(JSON.stringify(batch)));
  if (!Array.isArray(answers) || answers.length !== steps.length) throw new Error('the engine left answers out');
  return answers as unknown[];
}

export function askFor(id: number, method: string, params: readonly unknown[]): object {
  return { jsonrpc: '2.0', id, method, params };
}
