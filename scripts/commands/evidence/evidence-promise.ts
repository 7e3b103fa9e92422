import { judgePromise } from '../../../core/chain/judge-promise.ts';
import { sealedSource } from '../../../core/chain/sealed-source.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { keyAt } from '../../../core/domain/seal/seal-keys.ts';
import { recoverNative } from '../../../sealer/keys/native-recover.ts';
import { printJson, readText, trustedNetwork } from '../arguments.ts';
import { accusedOf, sourceUrl, writeEvidence } from './evidence-files.ts';
import { parseReceipt } from '../../../core/domain/seal/admission.ts';

export type EvidencePromiseOptions = { receipt: string; url: string; trust: string; out?: string; json?: boolean };

/**
 * Judges an admission receipt by the blocks of a replica; a broken promise becomes an evidence file, and the exit code is 1 when there is none to prove.
 * @throws InputError FILE_UNREADABLE, EVIDENCE_MALFORMED, RECEIPT_FORGED, SOURCE_LIES; TransientError SOURCE_UNREACHABLE
 */
export async function evidencePromise(options: EvidencePromiseOptions): Promise<void> {
  const url = sourceUrl(options.url);
  const accused = await accusedOf(trustedNetwork(options.trust), url);
  const receipt = receiptIn(options.receipt);
  const source = sealedSource(url, {
    domain: accused.domain,
    signerAt: (number) => keyAt(accused, number),
    recover: recoverNative,
  });
  const { signal } = new AbortController();
  const verdict = await judgePromise({ receipt, source, accused, signal, recover: recoverNative });
  if (verdict.state === 'broken') {
    const name = options.out ?? `broken-promise-${receipt.digest.slice(2, 18)}.json`;
    const file = writeEvidence(name, verdict.evidence, accused);
    if (options.json === true) printJson({ proved: true, statement: verdict.statement, file });
    else
      process.stdout.write(
        `PROVED: ${verdict.statement}\nWritten to ${file}; anybody checks it with evidence check.\n`,
      );
    return;
  }
  process.exitCode = 1;
  if (options.json === true) printJson({ proved: false, ...verdict });
  else if (verdict.state === 'kept') process.stdout.write(`Not proved: block ${verdict.blockNumber} carries it.\n`);
  else
    process.stdout.write(
      `Not proved yet: block ${receipt.byBlock} is promised, and the newest is ${verdict.head}. Ask again later.\n`,
    );
}

function receiptIn(file: string): ReturnType<typeof parseReceipt> {
  const text = readText(file, 'a receipt: the answer of the queue as JSON');
  try {
    return parseReceipt(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError('EVIDENCE_MALFORMED', `${file} is no receipt: ${why}`, { cause });
  }
}
