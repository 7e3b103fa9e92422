import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Accused } from '../../core/domain/evidence/evidence.ts';
import { evidenceName, evidenceToJson } from '../../core/domain/evidence/evidence-json.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { Fault } from './follow-chain.ts';

/** Keeps a proof as a file, durably. @returns its path */
export function keepFault(folder: string, fault: Fault, accused: Accused): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${evidenceName(fault.evidence, accused)}.json`);
  const content = evidenceToJson(fault.evidence, accused);
  writeDurably(file, `${JSON.stringify(content, undefined, 2)}\n`, 0o644);
  return file;
}

/** Every kept proof as the JSON it is. */
export function readFaults(folder: string): unknown[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);
}
