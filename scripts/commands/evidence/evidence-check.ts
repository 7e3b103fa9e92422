import { accusedBy, accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import { checkEvidence, type Accused, type Evidence } from '../../../core/domain/evidence/evidence.ts';
import { checkCensored } from '../../../core/domain/evidence/check-censored.ts';
import { checkBillLine } from '../../../core/domain/evidence/bill-line.ts';
import { parseBillLine } from '../../../core/domain/evidence/bill-line-json.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { checkExecution } from '../../../sealer/verify/check-execution.ts';
import { brokenOrUnproved } from '../../../sealer/verify/judge-refusal.ts';
import { executeRefusal } from './execute-refusal.ts';
import { recordsAround } from './records-around.ts';
import { sourceOf } from '../verify.ts';
import { printJson, readText, trustedNetwork } from '../arguments.ts';
import { judge, keyedNetwork, malformedUnless, type Verdict } from './judge-file.ts';

export type EvidenceOptions = { trust: string; data?: string; url?: string; json?: boolean };

/**
 * Says whether an evidence file proves a fault against the trusted network; the exit code is 1 when it does not. A sealed block that contradicts nothing in the
 * file is executed on the blocks before it, where a source of them is given.
 * @throws InputError FILE_UNREADABLE, NETWORK_INVALID, EVIDENCE_MALFORMED, and as `verify` for the source
 */
export async function evidenceCheck(file: string, options: EvidenceOptions): Promise<void> {
  const network = trustedNetwork(options.trust);
  const { seal } = network;
  const { evidence, json } = malformedUnless(file, () => {
    const content: unknown = JSON.parse(readText(file, 'an evidence file'));
    return { evidence: isBillLine(content) ? undefined : parseEvidence(content), json: content };
  });
  if (evidence === undefined) {
    const bill = malformedUnless(file, () => parseBillLine(json));
    const verdict = await judge(() => checkBillLine(keyedNetwork(network, json), bill));
    return tell(verdict, 'bill-line', options, seal.address);
  }
  const trusted = accusedBy(network);
  const alone = await judge(() => checkEvidence(evidence, accusedIn(json, trusted)));
  const executable =
    !alone.proved && alone.code === 'EXECUTION_NEEDED' && (options.data !== undefined || options.url !== undefined);
  const verdict =
    executable && isExecuted(evidence)
      ? await judge(() => execute({ network, evidence, accused: accusedIn(json, trusted), options }))
      : alone;
  tell(verdict, evidence.kind, options, seal.address);
}

function isBillLine(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'kind' in json && json.kind === 'bill-line';
}

function tell(verdict: Verdict, kind: string, options: EvidenceOptions, sealKey: string): void {
  if (!verdict.proved) process.exitCode = 1;
  if (options.json === true) printJson({ ...verdict, kind, sealKey });
  else
    process.stdout.write(
      verdict.proved ? `PROVED: ${verdict.statement}\n` : `Not proved. ${verdict.reason} (${verdict.code})\n`,
    );
}

/** The kinds that the history decides. */
type Executed = Extract<Evidence, { kind: 'invalid-block' | 'refused-promise' | 'censored' }>;

function isExecuted(evidence: Evidence): evidence is Executed {
  return evidence.kind === 'invalid-block' || evidence.kind === 'refused-promise' || evidence.kind === 'censored';
}

async function execute(args: {
  network: Network;
  evidence: Executed;
  accused: Accused;
  options: EvidenceOptions;
}): Promise<string> {
  const { network, evidence, accused, options } = args;
  const { records } = await sourceOf(options);
  if (evidence.kind === 'refused-promise')
    return brokenOrUnproved(
      await executeRefusal({ network, admission: evidence.admission, records, json: options.json }),
    );
  if (evidence.kind === 'censored')
    return checkCensored(evidence, network, await recordsAround({ evidence, accused, records }));
  await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
  return await checkExecution({ network, record: evidence.record, before: records, engine });
}
