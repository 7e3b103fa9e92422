import type { Hex } from '../bytes/hex.ts';
import { isRecord } from '../bytes/is-record.ts';
import { strictFields, type FieldReader } from '../bytes/strict-json.ts';
import { internalBlockDigest, signedBlockFromJson, signedBlockToJson } from '../ledger/internal-block.ts';
import { parseReceipt, receiptToJson } from '../seal/admission-receipt.ts';
import { blockRecordToJson, parseBlockRecord } from '../seal/block-record.ts';
import { parseSeen, seenToJson } from '../seal/seen.ts';
import { handoverToJson, parseHandover } from '../seal/seal-keys.ts';
import { parseCosignature, parseSeal, sealDigest, sealToJson } from '../seal/seal.ts';
import type { Accused, Evidence } from './evidence.ts';
import { unproved } from './unproved.ts';

export type EvidenceJson = { kind: Evidence['kind']; network: Hex; signer: string } & Record<string, unknown>;

/** The content of an evidence file. */
export function evidenceToJson(evidence: Evidence, accused: Accused): EvidenceJson {
  const { handovers = [] } = accused;
  const head = {
    kind: evidence.kind,
    network: accused.domain.networkHash,
    signer: accused.signer,
    ...(handovers.length === 0 ? {} : { handovers: handovers.map(handoverToJson) }),
  };
  switch (evidence.kind) {
    case 'double-seal':
      return { ...head, seals: evidence.seals.map(sealToJson) };
    case 'rewritten-parent':
      return { ...head, parent: sealToJson(evidence.parent), child: sealToJson(evidence.child) };
    case 'broken-promise':
    case 'refused-promise': {
      const blocks = evidence.blocks.map(blockRecordToJson);
      return { ...head, admission: receiptToJson(evidence.admission), blocks };
    }
    case 'censored':
      return { ...head, block: signedBlockToJson(evidence.block), seen: evidence.seen.map(seenToJson) };
    case 'double-cosignature':
      return {
        ...head,
        witness: evidence.witness,
        cosignatures: evidence.cosignatures.map((one) => ({
          ...one,
          number: one.number.toString(),
          time: one.time.toString(),
        })),
      };
    case 'invalid-block':
      return {
        ...head,
        record: blockRecordToJson(evidence.record),
        ...(evidence.parent === undefined ? {} : { parent: sealToJson(evidence.parent) }),
      };
    case 'double-handover':
      return { ...head, statements: evidence.handovers.map(handoverToJson) };
    default:
      return evidence satisfies never;
  }
}

/** What stands in every file beside the proof (`accusedIn` reads the handovers). */
const FRAME = ['network', 'signer', 'handovers'];
/** Far more than any promise leaves time for. */
const MOST_BLOCKS = 100_000;

/** @throws InputError EVIDENCE_INVALID, RECORD_INVALID, HEX_INVALID */
export function parseEvidence(json: unknown): Evidence {
  if (!isRecord(json)) throw unproved('it is not an object');
  const root = (...keys: string[]): FieldReader =>
    strictFields(json, ['kind', ...keys], 'The evidence', 'EVIDENCE_INVALID', { optional: FRAME });
  const { kind } = json;
  switch (kind) {
    case 'double-seal':
      return { kind, seals: pair(root('seals'), 'seals', parseSeal) };
    case 'rewritten-parent': {
      const fields = root('parent', 'child');
      return { kind, parent: parseSeal(fields.value('parent')), child: parseSeal(fields.value('child')) };
    }
    case 'broken-promise':
    case 'refused-promise': {
      const fields = root('admission', 'blocks');
      return {
        kind,
        admission: parseReceipt(fields.value('admission')),
        blocks: fields.list('blocks', MOST_BLOCKS).map(parseBlockRecord),
      };
    }
    case 'censored': {
      const fields = root('block', 'seen');
      return { kind, block: signedBlockFromJson(fields.value('block')), seen: fields.list('seen', 64).map(parseSeen) };
    }
    case 'double-cosignature': {
      const fields = root('witness', 'cosignatures');
      return {
        kind,
        witness: fields.mixedHex('witness', 20),
        cosignatures: pair(fields, 'cosignatures', parseCosignature),
      };
    }
    case 'invalid-block': {
      const fields = strictFields(json, ['kind', 'record'], 'The evidence', 'EVIDENCE_INVALID', {
        optional: [...FRAME, 'parent'],
      });
      const record = parseBlockRecord(fields.value('record'));
      return fields.has('parent') ? { kind, record, parent: parseSeal(fields.value('parent')) } : { kind, record };
    }
    case 'double-handover':
      return { kind, handovers: pair(root('statements'), 'statements', parseHandover) };
    default:
      throw unproved(`its kind is ${JSON.stringify(kind)}`);
  }
}

function pair<T>(fields: FieldReader, key: string, parse: (json: unknown) => T): [T, T] {
  const [one, other, ...more] = fields.list(key);
  if (one === undefined || other === undefined || more.length > 0) throw unproved('it does not show exactly two');
  return [parse(one), parse(other)];
}

/** What names an evidence file: another one for each block and each witness, so that no proof takes the place of another. */
export function evidenceName(evidence: Evidence, accused: Accused): string {
  switch (evidence.kind) {
    case 'double-seal':
      return `double-seal-${evidence.seals[0].number}`;
    case 'rewritten-parent':
      return `rewritten-parent-${evidence.parent.number}-${sealDigest(accused.domain, evidence.child).slice(2, 10)}`;
    case 'broken-promise':
      return `broken-promise-${evidence.admission.digest.slice(2, 18)}`;
    case 'refused-promise':
      return `refused-promise-${evidence.admission.digest.slice(2, 18)}`;
    case 'censored':
      return `censored-${internalBlockDigest(accused.domain, evidence.block.ledger, evidence.block.block).slice(2, 18)}`;
    case 'double-cosignature':
      return `double-cosignature-${evidence.cosignatures[0].number}-${evidence.witness.slice(2, 10)}`;
    case 'invalid-block':
      return `invalid-block-${evidence.record.number}-${sealDigest(accused.domain, evidence.record.seal).slice(2, 10)}`;
    case 'double-handover':
      return `double-handover-${evidence.handovers.map(({ number }) => number).join('-')}`;
    default:
      return evidence satisfies never;
  }
}
