import { answerLetter } from '../../../biller/commands/letter-commands.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { cancelContract } from '../../../app/web/src/resident/act/cancel-contract.ts';
import { loadAppeals } from '../../../app/web/src/resident/load/load-appeals.ts';
import { sendAppeal } from '../../../app/web/src/resident/act/send-appeal.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { APPEAL_OUTCOME, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { contractState } from '../../../core/domain/resident/read-contract.ts';
import { same } from '../../../core/domain/resident/recorded.ts';
import { contractWith } from '../../../sandbox/residents/contracts.ts';
import { until, type SandboxResident } from '../../../sandbox/residents/resident.ts';
import { sayAnswer } from '../../../app/server/operator/ask-operator.ts';
import { operatorPortOf } from '../../world/operator-port.ts';
import { residentOf } from './resident-of.ts';
import { clerkOf, type Stage } from './stage.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

const COMPLAINS = 'flat-04';
const CANCELS = 'flat-09';
const NOTICE_SECONDS = 30n * 86_400n;

/** Mode 3 (S52): a complaint to company, portal and provider, answered by each; and a contract cancelled by both sides (S39). */
export async function complainAndCancel(stage: Stage): Promise<void> {
  const { progress } = stage;
  await progress.step(
    `${COMPLAINS} complains about its water bill to company, portal and provider; each answers`,
    async () => {
      const resident = residentOf(stage.residents, COMPLAINS);
      const draft = {
        category: 'complaint' as const,
        toCompany: true,
        toPortal: true,
        provider: stage.accounts.water,
        about: undefined,
      };
      const text = 'The water in our riser was off for two days. Please recalculate.';
      await untilRecorded(resident, await sendAppeal(resident, { ...draft, text }));
      const { appealId } = (await latestAppeal(resident)).record;
      await answerLetter({
        ...clerkOf(stage, 'company'),
        letter: appealId,
        text: 'The act is signed; the recalculation comes with the next bill.',
      });
      const confirmed = { letter: appealId, text: 'Confirmed: 48 hours without supply.' };
      await answerLetter({ ...clerkOf(stage, 'water'), ...confirmed });
      await sayAnswer(operatorPortOf(stage.world.plan), appealId, {
        text: 'Passed on to the housing inspectorate.',
      });
      return until('all three have answered', async () => {
        const { answers } = await latestAppeal(resident);
        const full = answers.filter(
          ({ outcome, letter }) => outcome === APPEAL_OUTCOME.answered && letter.state === 'opened',
        );
        return new Set(full.map(({ from }) => from)).size === 3 ? full.length : undefined;
      });
    },
    (answers) => `${answers} answers, opened by the resident alone`,
  );
  await progress.step(
    `${CANCELS} cancels its water contract; the provider signs the cancellation too`,
    async () => {
      const resident = residentOf(stage.residents, CANCELS);
      const contract = await contractWith(resident, stage.accounts.water, RESOURCE.coldWater);
      if (!contract) throw new InputError('CONTRACT_UNKNOWN', `${CANCELS} has no water contract.`);
      const effectiveDate = unixSeconds() + NOTICE_SECONDS;
      const { contractId, counterparty } = contract;
      const cancel = { contractId, counterparty, effectiveDate, reason: 'We move out.' };
      await untilRecorded(resident, await cancelContract(resident, cancel));
      return until('both have cancelled', async () => {
        const current = await contractWith(resident, stage.accounts.water, RESOURCE.coldWater);
        return current && contractState(current) === 'cancelled' ? true : undefined;
      });
    },
    () => 'cancelled by both',
  );
}

async function latestAppeal(resident: SandboxResident): Promise<Awaited<ReturnType<typeof loadAppeals>>[number]> {
  return until('the appeal shows', async () =>
    (await loadAppeals(resident)).find(({ record }) =>
      same(record.recorded.signed.block.from, resident.account.address),
    ),
  );
}
