import { accusedBy, accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { requestJson } from '../../../core/chain/http-json.ts';
import type { Accused, Evidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceToJson } from '../../../core/domain/evidence/evidence-json.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';

/** The company, with the handovers of its seal key as a source tells them; they need no trust, since both keys sign each. */
export async function accusedOf(network: Network, url: string): Promise<Accused> {
  return accusedIn(await requestJson(`${url}/v1/handovers`), accusedBy(network));
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
