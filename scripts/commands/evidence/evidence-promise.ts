import { judgePromise } from '../../../core/chain/judge-promise.ts';
import { sealedSource } from '../../../core/chain/sealed-source.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Accused, Evidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceName } from '../../../core/domain/evidence/evidence-json.ts';
import { keyAt } from '../../../core/domain/seal/seal-keys.ts';
import type { RefusalVerdict } from '../../../sealer/verify/judge-refusal.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { executeRefusal } from './execute-refusal.ts';
import { printJson, readText, trustedNetwork } from '../arguments.ts';
import { accusedOf, sourceUrl, writeEvidence } from './evidence-files.ts';
import { parseReceipt } from '../../../core/domain/seal/admission-receipt.ts';

export type EvidencePromiseOptions = {
  receipt: string;
  url: string;
  trust: string;
  execute?: boolean;
  out?: string;
  json?: boolean;
};

/**
 * Judges an admission receipt by the blocks of a replica, and with `--execute` by executing them; a broken promise becomes an evidence file, and the exit code is 1 when there is none to prove.
 * @throws InputError FILE_UNREADABLE, EVIDENCE_MALFORMED, RECEIPT_FORGED, SOURCE_LIES; TransientError SOURCE_UNREACHABLE
 */
export async function evidencePromise(options: EvidencePromiseOptions): Promise<void> {
  const url = sourceUrl(options.url);
  const network = trustedNetwork(options.trust);
  const accused = await accusedOf(network, url);
  const receipt = receiptIn(options.receipt);
  const source = sealedSource(url, {
    domain: accused.domain,
    signerAt: (number) => keyAt(accused, number),
  });
  const { signal } = new AbortController();
  const verdict = await judgePromise({ receipt, source, accused, signal });
  if (verdict.state === 'broken') {
    sayProved({ ...verdict, options, accused });
    return;
  }
  if (verdict.state === 'kept' && verdict.refused !== undefined && options.execute === true) {
    const { refused } = verdict;
    const records = recordsOfUrl(url, signal);
    const executed = await executeRefusal({ network, admission: receipt, records, json: options.json });
    if (executed.state === 'broken') sayProved({ statement: executed.statement, evidence: refused, options, accused });
    else sayUnproved({ options, json: executed, text: unprovedBy(executed) });
    return;
  }
  const text =
    verdict.state === 'kept'
      ? `Not proved: block ${verdict.blockNumber} carries it. Where its ledger refused it, --execute says why.`
      : `Not proved yet: block ${receipt.byBlock} is promised, and the newest is ${verdict.head}. Ask again later.`;
  const json = verdict.state === 'kept' ? { state: verdict.state, blockNumber: verdict.blockNumber } : { ...verdict };
  sayUnproved({ options, json, text });
}

function sayProved(args: {
  statement: string;
  evidence: Evidence;
  options: EvidencePromiseOptions;
  accused: Accused;
}): void {
  const { statement, evidence, options, accused } = args;
  const file = writeEvidence(options.out ?? `${evidenceName(evidence, accused)}.json`, evidence, accused);
  if (options.json === true) printJson({ proved: true, statement, file });
  else process.stdout.write(`PROVED: ${statement}\nWritten to ${file}; anybody checks it with evidence check.\n`);
}

function sayUnproved(args: { options: EvidencePromiseOptions; json: Record<string, unknown>; text: string }): void {
  process.exitCode = 1;
  if (args.options.json === true) printJson({ proved: false, ...args.json });
  else process.stdout.write(`${args.text}\n`);
}

function unprovedBy({ state, why }: Exclude<RefusalVerdict, { state: 'broken' }>): string {
  return state === 'kept' ? `Not proved: ${why}.` : `Cannot be judged here, because ${why}.`;
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
