import { join } from 'node:path';
import { findForkBetween } from '../../core/chain/find-fork-between.ts';
import { sealedSource } from '../../core/chain/sealed-source.ts';
import { checkEvidence, evidenceName } from '../../core/domain/evidence.ts';
import { InputError } from '../../core/domain/errors.ts';
import { keyAt } from '../../core/domain/seal-keys.ts';
import { recoverNative } from '../../sealer/native-recover.ts';
import { printJson, trustedNetwork } from './arguments.ts';
import { accusedOf, sourceUrl, writeEvidence } from './evidence-files.ts';

export type EvidenceCollectOptions = { url: readonly string[]; trust: string; out: string; json?: boolean };

/**
 * Compares what several sources show of the company's blocks; two seals of one number become an evidence file, and the exit code is 1 when all agree.
 * @throws InputError SOURCE_UNCLEAR, SOURCE_LIES, NETWORK_INVALID; TransientError SOURCE_UNREACHABLE, BLOCK_MISSING
 */
export async function evidenceCollect(options: EvidenceCollectOptions): Promise<void> {
  const [firstUrl, ...otherUrls] = options.url.map(sourceUrl);
  if (firstUrl === undefined || otherUrls.length === 0)
    throw new InputError('SOURCE_UNCLEAR', 'Give --url at least twice: there is nothing to compare.');
  const accused = await accusedOf(trustedNetwork(options.trust), firstUrl);
  const keys = {
    chainId: accused.chainId,
    signerAt: (number: bigint) => keyAt(accused, number),
    recover: recoverNative,
  };
  const first = sealedSource(firstUrl, keys);
  const others = otherUrls.map((url) => sealedSource(url, keys));
  const { signal } = new AbortController();
  const found: { statement: string; file: string }[] = [];
  const agreed: { urls: [string, string]; upTo: bigint }[] = [];
  for (const other of others) {
    const result = await findForkBetween({ sources: [first, other], chainId: accused.chainId, signal });
    if ('agreeUpTo' in result) {
      agreed.push({ urls: [first.url, other.url], upTo: result.agreeUpTo });
      continue;
    }
    const statement = checkEvidence(result.evidence, accused, recoverNative);
    const file = join(options.out, `${evidenceName(result.evidence, accused)}.json`);
    found.push({ statement, file: writeEvidence(file, result.evidence, accused) });
  }
  if (found.length === 0) process.exitCode = 1;
  if (options.json === true) {
    printJson({ proved: found.length > 0, found, agreed });
    return;
  }
  for (const { statement, file } of found) process.stdout.write(`PROVED: ${statement}\nWritten to ${file}.\n`);
  for (const { urls, upTo } of agreed) process.stdout.write(`${urls.join(' and ')} agree up to block ${upTo}.\n`);
}
