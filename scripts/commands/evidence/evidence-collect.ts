import { join } from 'node:path';
import { findForkBetween } from '../../../core/chain/find-fork-between.ts';
import { sealedSource, type SealedSource } from '../../../core/chain/sealed-source.ts';
import { checkEvidence, type Accused, type Evidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceName } from '../../../core/domain/evidence/evidence-json.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { keyAt } from '../../../core/domain/seal/seal-keys.ts';
import { contradictingHandovers } from '../../../core/domain/handovers/check-handovers.ts';
import { printJson, trustedNetwork } from '../arguments.ts';
import { accusedOf, sourceUrl, writeEvidence } from './evidence-files.ts';

export type EvidenceCollectOptions = { url: readonly string[]; trust: string; out: string; json?: boolean };

/**
 * Compares what several sources show of the company's blocks; two seals of one number, or two handovers that hold at once, become an evidence file, and the exit code is 1 when all agree.
 * @throws InputError SOURCE_UNCLEAR, SOURCE_LIES, NETWORK_INVALID; TransientError SOURCE_UNREACHABLE, BLOCK_MISSING
 */
export async function evidenceCollect(options: EvidenceCollectOptions): Promise<void> {
  const [firstUrl, ...otherUrls] = options.url.map(sourceUrl);
  if (firstUrl === undefined || otherUrls.length === 0)
    throw new InputError('SOURCE_UNCLEAR', 'Give --url at least twice: there is nothing to compare.');
  const network = trustedNetwork(options.trust);
  const accused = await accusedOf(network, firstUrl);
  const first = keyedSource(firstUrl, accused);
  // Each by the handovers of its own branch: one may be behind a handover, or a fork may have another.
  const others = await Promise.all(
    otherUrls.map(async (url) => {
      const there = await accusedOf(network, url);
      return { source: keyedSource(url, there), handovers: there.handovers ?? [] };
    }),
  );
  const { signal } = new AbortController();
  const found: { statement: string; file: string }[] = [];
  const agreed: { urls: [string, string]; upTo: bigint }[] = [];
  const keep = (evidence: Evidence): void => {
    const statement = checkEvidence(evidence, accused);
    const file = join(options.out, `${evidenceName(evidence, accused)}.json`);
    found.push({ statement, file: writeEvidence(file, evidence, accused) });
  };
  for (const { source: other, handovers } of others) {
    const pair = contradictingHandovers(accused.handovers ?? [], handovers);
    if (pair !== undefined) {
      keep({ kind: 'double-handover', handovers: pair });
      continue;
    }
    const result = await findForkBetween({ sources: [first, other], domain: accused.domain, signal });
    if ('agreeUpTo' in result) {
      agreed.push({ urls: [first.url, other.url], upTo: result.agreeUpTo });
      continue;
    }
    keep(result.evidence);
  }
  if (found.length === 0) process.exitCode = 1;
  if (options.json === true) {
    printJson({ proved: found.length > 0, found, agreed });
    return;
  }
  for (const { statement, file } of found) process.stdout.write(`PROVED: ${statement}\nWritten to ${file}.\n`);
  for (const { urls, upTo } of agreed) process.stdout.write(`${urls.join(' and ')} agree up to block ${upTo}.\n`);
}

function keyedSource(url: string, accused: Accused): SealedSource {
  const { domain } = accused;
  return sealedSource(url, { domain, signerAt: (number) => keyAt(accused, number) });
}
