import { checkEvidence, parseEvidence, type Evidence } from '../../core/domain/evidence.ts';
import { InputError } from '../../core/domain/errors.ts';
import { printJson, readText, trustedNetwork } from './arguments.ts';

export type EvidenceOptions = { trust: string; json?: boolean };

/**
 * Says whether an evidence file proves a fault against the trusted network; the exit code is 1 when it does not.
 * @throws InputError FILE_UNREADABLE, NETWORK_INVALID, EVIDENCE_MALFORMED
 */
export function evidenceCheck(file: string, options: EvidenceOptions): void {
  const { chainId, seal } = trustedNetwork(options.trust);
  const evidence = malformedUnless(file, () => parseEvidence(JSON.parse(readText(file, 'an evidence file'))));
  const verdict = judge(() => checkEvidence(evidence, { chainId, signer: seal.address, targetBits: seal.targetBits }));
  if (!verdict.proved) process.exitCode = 1;
  if (options.json === true) printJson({ ...verdict, kind: evidence.kind, sealKey: seal.address });
  else
    process.stdout.write(
      verdict.proved ? `PROVED: ${verdict.statement}\n` : `Not proved. ${verdict.reason} (${verdict.code})\n`,
    );
}

type Verdict = { proved: true; statement: string } | { proved: false; code: string; reason: string };

function judge(check: () => string): Verdict {
  try {
    return { proved: true, statement: check() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { proved: false, code: error.code, reason: error.message };
  }
}

function malformedUnless(file: string, parse: () => Evidence): Evidence {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof InputError && cause.code === 'FILE_UNREADABLE') throw cause;
    const why =
      cause instanceof SyntaxError ? 'it is no JSON.' : cause instanceof Error ? cause.message : String(cause);
    throw new InputError('EVIDENCE_MALFORMED', `${file} is no evidence file: ${why}`, { cause });
  }
}
