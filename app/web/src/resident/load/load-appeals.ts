import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { openLetter } from '../../../../../core/domain/resident/open-letter.ts';
import { readRecorded } from '../../../../../core/domain/resident/recorded.ts';
import { appealsSchema } from '../../api/schemas.ts';
import type { AppealRecord } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

export type OpenedAnswer = { from: Hex; outcome: number; answeredAt: bigint; text: string | undefined };
export type OpenedAppeal = { record: AppealRecord; text: string | undefined; answers: OpenedAnswer[] };

/** Own appeals with their answers, opened; `text` is undefined where it does not open. */
export async function loadAppeals(resident: Resident): Promise<OpenedAppeal[]> {
  const { network } = resident;
  const { appeals } = await resident.api.get('/api/appeals', appealsSchema);
  return Promise.all(
    appeals.map(async (record) => ({
      record,
      text: await textOf(resident, () => decodeData('APPEAL', record.recorded.signed.data).envelope),
      answers: await Promise.all(
        record.answers.map(async ({ from, outcome, recorded }) => {
          const ledgers = [network.contracts.readingLedger];
          const envelope = (): Hex =>
            readRecorded({ network, recorded, kind: 'APPEAL_ANSWER', from, ledgers }).envelope;
          return { from, outcome, answeredAt: recorded.recordedAt, text: await textOf(resident, envelope) };
        }),
      ),
    })),
  );
}

async function textOf({ account }: Pick<Resident, 'account'>, envelope: () => Hex): Promise<string | undefined> {
  try {
    return await openLetter({ envelope: envelope(), account });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
