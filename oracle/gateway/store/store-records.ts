import { hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { landingOf } from './store-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { EvidenceRow, GatewayStore, Landing } from './store-rows.ts';
import type { GatewayStatements } from './store-sql.ts';

const MAX_EVIDENCE_CHARACTERS = 8_192;
/** The newest that are kept; what was refused longer ago is only counted. */
const MAX_EVIDENCE_ROWS = 100_000;

/** What became of telegrams and requests, and the evidence of what was refused. */
export function recordsOf(
  statements: GatewayStatements,
): Pick<
  GatewayStore,
  | 'proof'
  | 'setProof'
  | 'addRequest'
  | 'openRequest'
  | 'requestTime'
  | 'answerRequest'
  | 'land'
  | 'landFrame'
  | 'landing'
  | 'addEvidence'
  | 'increment'
  | 'counters'
> {
  return {
    proof(subject: Hex, kind: number): { timestamp: bigint; signedBlock: string } | undefined {
      const row = statements.proof.get(subject, kind);
      return row === undefined
        ? undefined
        : { timestamp: BigInt(integerOf(row['timestamp'])), signedBlock: textOf(row['signed_block']) };
    },
    setProof: (subject: Hex, kind: number, timestamp: bigint, signedBlock: string): void =>
      void statements.setProof.run(subject, kind, timestamp, signedBlock),
    /** False when the request was answered before. */
    addRequest(requestId: Hex, meterId: Hex, askedAt: bigint): boolean {
      statements.addRequest.run(requestId, meterId, askedAt);
      return statements.request.get(requestId)?.['state'] === 'open';
    },
    openRequest(meterId: Hex): Hex | undefined {
      const row = statements.openRequest.get(meterId);
      return row === undefined ? undefined : hexOf(row['request_id']);
    },
    requestTime: (requestId: Hex): bigint => BigInt(integerOf(statements.request.get(requestId)?.['asked_at'] ?? 0)),
    answerRequest: (requestId: Hex): void => void statements.answer.run(requestId),
    land: (reference: string, code: string, message: string): void =>
      void statements.land.run(reference, code, message),
    landFrame: (reference: string, channel: Hex, sequence: bigint): void =>
      void statements.landFrame.run(reference, channel, sequence),
    landing: (reference: string): Landing | undefined => landingOf(statements, reference),
    addEvidence(row: EvidenceRow): void {
      const telegram = row.telegram.slice(0, MAX_EVIDENCE_CHARACTERS);
      const { lastInsertRowid } = statements.evidence.run(
        row.atMs,
        row.source,
        row.meter ?? null,
        row.code,
        row.message,
        telegram,
      );
      if (Number(lastInsertRowid) % 1_000 === 0) statements.trimEvidence.run(MAX_EVIDENCE_ROWS);
    },
    increment: (code: string): void => void statements.increment.run(code),
    counters: (): Record<string, number> =>
      Object.fromEntries(statements.counters.all().map((row) => [textOf(row['code']), integerOf(row['count'])])),
  };
}
