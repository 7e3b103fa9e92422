import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { checkEvidence, type Accused, type Evidence } from '../../core/domain/evidence/evidence.ts';
import { evidenceName, evidenceToJson, parseEvidence } from '../../core/domain/evidence/evidence-json.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { AlarmCode } from './alarm-texts.ts';
import type { Condition } from './alarm-texts.ts';

/** `censored` is an alarm while the block waits (`find-censored.ts`), not while its file is here. */
const CODES: Record<Exclude<Evidence['kind'], 'censored'>, AlarmCode> = {
  'double-seal': 'FORK',
  'rewritten-parent': 'FORK',
  'double-handover': 'FORK',
  'broken-promise': 'PROMISE_BROKEN',
  'refused-promise': 'PROMISE_REFUSED',
  'double-cosignature': 'WITNESS_FAULT',
  'invalid-block': 'INVALID_BLOCK',
};
/** Kinds by the beginning of a file's name. */
const KINDS = Object.entries(CODES);

export type EvidenceFolder = {
  /** Keeps what proves something, once, also when its file was moved away since. @returns the path of a new file */
  keep(evidence: Evidence, accused: Accused): string | undefined;
  /** The same of what others executed. */
  keepExecuted(evidence: Evidence, accused: Accused): string | undefined;
  /**
   * Takes what a replica calls evidence, if it is some.
   * @throws InputError EXECUTION_NEEDED for a block that is wrong only by execution; EVIDENCE_INVALID and others when it proves nothing
   */
  take(json: unknown, accused: Accused): string | undefined;
  /** A file is an alarm for as long as it is here: whoever has dealt with it moves it away. */
  conditions(): Condition[];
};

/** Proofs are files of the data folder, written durably, in the form that `domledger evidence check` reads. */
export function openEvidenceFolder(folder: string, database: DatabaseSync): EvidenceFolder {
  mkdirSync(folder, { recursive: true });
  const isKept = database.prepare('select 1 from kept_evidence where name = ?');
  const remember = database.prepare('insert into kept_evidence (name) values (?)');
  const keep: EvidenceFolder['keep'] = (evidence, accused) => {
    const name = `${evidenceName(evidence, accused)}.json`;
    if (isKept.get(name) !== undefined) return undefined;
    const file = join(folder, name);
    writeDurably(file, `${JSON.stringify(evidenceToJson(evidence, accused), undefined, 2)}\n`, 0o644);
    remember.run(name);
    return file;
  };
  return {
    keep(evidence, accused) {
      checkEvidence(evidence, accused);
      return keep(evidence, accused);
    },
    keepExecuted: keep,
    take(json, accused) {
      const evidence = parseEvidence(json);
      try {
        checkEvidence(evidence, accused);
      } catch (error) {
        // Sealed by the company; whether it is so can be said only where the whole history is.
        if (!(error instanceof InputError) || error.code !== 'EXECUTION_NEEDED' || evidence.kind === 'invalid-block')
          throw error;
      }
      return keep(evidence, accused);
    },
    conditions: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .flatMap((name): Condition[] => {
          const code = KINDS.find(([kind]) => name.startsWith(kind))?.[1];
          return code === undefined ? [] : [{ code, which: name, values: {} }];
        }),
  };
}
