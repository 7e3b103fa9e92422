import { APPEAL_ADDRESSEE } from '../../../core/domain/ledger/kinds.ts';
import { need, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { RecordedJson } from './recorded-json.ts';

export type AppealJson = {
  appealId: Hex;
  category: number;
  addressees: string[];
  provider: Hex;
  about: Hex;
  answers: { from: Hex; outcome: number; recorded: RecordedJson }[];
  recorded: RecordedJson;
};
export type RequestJson = {
  requestId: Hex;
  meterId: Hex;
  manual: boolean;
  dueDate: string;
  from: Hex;
  state: 'open' | 'answered';
  answeredBy: Hex | null;
  recorded: RecordedJson;
};

/** Appeals of these addresses with every answer, newest first. */
export async function readAppeals(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<AppealJson[]> {
  if (own.length === 0) return [];
  const appeals = await readModel
    .selectFrom('appeals')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'appeals.appeal_id')
    .selectAll('appeals')
    .where('subscriber', 'in', own)
    .orderBy('internal_blocks.block_number', 'desc')
    .orderBy('internal_blocks.log_index', 'desc')
    .execute();
  if (appeals.length === 0) return [];
  const answers = await readModel
    .selectFrom('answers')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'answers.digest')
    .selectAll('answers')
    .where(
      'appeal_id',
      'in',
      appeals.map((appeal) => appeal.appeal_id),
    )
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  const recorded = await recordedByDigest(readModel, [
    ...appeals.map((appeal) => appeal.appeal_id),
    ...answers.map((answer) => answer.digest),
  ]);
  return appeals.map((appeal) => ({
    appealId: appeal.appeal_id,
    category: appeal.category,
    addressees: Object.entries(APPEAL_ADDRESSEE)
      .filter(([, bit]) => (appeal.addressees & bit) !== 0)
      .map(([name]) => name),
    provider: appeal.provider,
    about: appeal.about,
    answers: answers
      .filter((answer) => answer.appeal_id === appeal.appeal_id)
      .map((answer) => ({ from: answer.answerer, outcome: answer.outcome, recorded: need(recorded, answer.digest) })),
    recorded: need(recorded, appeal.appeal_id),
  }));
}

/** Requests for readings of meters that these addresses own, or that were told to them as owners, newest first. */
export async function readRequests(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<RequestJson[]> {
  if (own.length === 0) return [];
  const requests = await readModel
    .selectFrom('requests')
    .innerJoin('meters', 'meters.meter_id', 'requests.meter_id')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'requests.request_id')
    .selectAll('requests')
    .where(({ or, eb }) => or([eb('meters.owner', 'in', own), eb('internal_blocks.recipient', 'in', own)]))
    .orderBy('internal_blocks.block_number', 'desc')
    .orderBy('internal_blocks.log_index', 'desc')
    .execute();
  const recorded = await recordedByDigest(
    readModel,
    requests.map((request) => request.request_id),
  );
  return requests.map((request) => ({
    requestId: request.request_id,
    meterId: request.meter_id,
    manual: request.manual,
    dueDate: request.due_date,
    from: request.requester,
    state: request.answered_by === null ? 'open' : 'answered',
    answeredBy: request.answered_by,
    recorded: need(recorded, request.request_id),
  }));
}
