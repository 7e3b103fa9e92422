import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { evidenceToJson, type Accused, type Evidence } from '../../core/domain/evidence.ts';
import { InputError } from '../../core/domain/errors.ts';
import type { Network } from '../../core/domain/network.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

export function accusedOf({ chainId, seal }: Network): Accused {
  return { chainId, signer: seal.address, targetBits: seal.targetBits };
}

/** Writes evidence as `evidence check` reads it. @returns its path */
export function writeEvidence(file: string, evidence: Evidence, accused: Accused): string {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeDurably(path, `${JSON.stringify(evidenceToJson(evidence, accused), undefined, 2)}\n`, 0o644);
  return path;
}

/** @throws InputError SOURCE_UNCLEAR */
export function sourceUrl(text: string): string {
  if (!URL.canParse(text)) throw new InputError('SOURCE_UNCLEAR', `--url takes a URL, not "${text}".`);
  return text.replace(/\/+$/, '');
}
