import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { readRecorded, type Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { carriedBy } from '../../../../../core/domain/sealed/carried-envelope.ts';
import { readSealed } from '../../../../../core/domain/sealed/sealed-content.ts';
import { appealsSchema } from '../../api/schemas.ts';
import type { AppealRecord } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** A letter's text, or why there is none: it is for others, or it is no letter that anybody can read. */
export type Letter =
  | { state: 'opened'; text: string; due?: string; to?: '' | Hex }
  | { state: 'closed'; code: string }
  | { state: 'damaged'; code: string };
/** `due` = the day by which it says that it answers, 'YYYY-MM-DD'; `to` = who it says is to be asked; '' where it says neither. */
export type OpenedAnswer = {
  from: Hex;
  outcome: number;
  answeredAt: bigint;
  letter: Letter;
  due: string;
  to: '' | Hex;
};
export type OpenedAppeal = { record: AppealRecord; letter: Letter; answers: OpenedAnswer[] };

/** Own appeals with their answers, opened. */
export async function loadAppeals(resident: Resident): Promise<OpenedAppeal[]> {
  const { appeals } = await resident.api.get('/api/appeals', appealsSchema);
  return Promise.all(
    appeals.map(async (record) => ({
      record,
      letter: await letterOf(resident, 'APPEAL', record.recorded, resident.account.address),
      answers: await Promise.all(
        record.answers.map(async ({ from, outcome, recorded }) => {
          const letter = await letterOf(resident, 'APPEAL_ANSWER', recorded, from);
          const { due = '', to = '' } = letter.state === 'opened' ? letter : {};
          return { from, outcome, answeredAt: recorded.recordedAt, letter, due, to };
        }),
      ),
    })),
  );
}

async function letterOf(
  { network, account }: Pick<Resident, 'network' | 'account'>,
  kind: 'APPEAL' | 'APPEAL_ANSWER',
  recorded: Recorded,
  from: Hex,
): Promise<Letter> {
  try {
    const data = readRecorded({ network, recorded, kind, from, ledgers: [network.contracts.readingLedger] });
    const sealed = await readSealed({ network, account, kind, carried: carriedBy(recorded.signed, data) });
    return sealed.state === 'opened' ? { state: 'opened', ...sealed.content } : sealed;
  } catch (error) {
    if (error instanceof InputError) return { state: 'damaged', code: error.code };
    throw error;
  }
}
