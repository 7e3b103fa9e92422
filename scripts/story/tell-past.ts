import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeStep } from '../../core/runtime/start/progress.ts';
import { startEmbeddedEngine } from '../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../sealer/network/genesis.ts';
import { verifyChain } from '../../sealer/verify/verify-chain.ts';
import { sourceOf } from '../commands/verify.ts';
import { freeWorldPorts } from '../world/free-ports.ts';
import { seedWorld } from '../world/seed-world.ts';
import type { WorldSize } from '../world/past/world-spec.ts';

/**
 * Writes a house with a past, has everybody look through their bills, verifies the ledgers from block 0, and says what there is. The exit code is 1 when a
 * fault is found.
 * @throws InputError DATA_NOT_EMPTY
 */
export async function tellPast(size: WorldSize, options: { data?: string; json?: boolean }): Promise<void> {
  const say = (line: string): void => void (options.json === true || process.stdout.write(`${line}\n`));
  const folder = options.data === undefined ? mkdtempSync(join(tmpdir(), 'domledger-past-')) : undefined;
  const dataDir = folder ?? resolve(options.data ?? '');
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const ports = await freeWorldPorts();
    const { facts, seconds, spec, checked } = await seedWorld({
      ...{ dataDir, ports, size, check: true, signal: stop.signal },
      onStep: (step) => say(`  ${describeStep(step)}`),
    });
    const { network, records } = await sourceOf({ data: dataDir });
    await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
    const verified = await verifyChain({ network, records, engine });
    const billFaults = checked?.faults ?? [];
    if (!verified.ok || billFaults.length > 0) process.exitCode = 1;
    const digest = createHash('sha256').update(facts.join('\n')).digest('hex');
    const { blocks, internalBlocks, frames, bills } = verified.counts;
    const told = { ...size, until: spec.until, facts: facts.length, digest, blocks, internalBlocks, frames, bills };
    const fault = verified.ok ? {} : { fault: verified.fault.code };
    const result = { ...told, verified: verified.ok, ...fault, billsChecked: checked?.bills ?? 0, billFaults, seconds };
    if (options.json === true) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else for (const [name, value] of Object.entries(result)) say(`${name}: ${String(value)}`);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
