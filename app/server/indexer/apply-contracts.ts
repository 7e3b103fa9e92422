import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

export async function applyOffer(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['OFFER'],
): Promise<void> {
  const { from, to } = recorded.block;
  await writer
    .insertInto('contracts')
    .values({
      contract_id: recorded.digest,
      offeror: from,
      receiver: to,
      resource: data.resource,
      meter_id: data.meterId,
      withdrawn: null,
    })
    .execute();
}

export async function applyCopy(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['COPY'],
): Promise<void> {
  await writer
    .insertInto('contract_papers')
    .values({
      digest: recorded.digest,
      contract_id: data.contractId,
      party: recorded.block.from,
      paper: 'copy',
      subject_hash: data.subjectHash,
      effective_date: null,
    })
    .execute();
}

export async function applyCancel(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['CANCEL'],
): Promise<void> {
  await writer
    .insertInto('contract_papers')
    .values({
      digest: recorded.digest,
      contract_id: data.contractId,
      party: recorded.block.from,
      paper: 'cancel',
      subject_hash: null,
      effective_date: data.effectiveDate,
    })
    .execute();
}

export async function applyOfferWithdraw(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  { contractId }: BlockData['OFFER_WITHDRAW'],
): Promise<void> {
  await writer
    .updateTable('contracts')
    .set({ withdrawn: recorded.digest })
    .where('contract_id', '=', contractId)
    .execute();
}
