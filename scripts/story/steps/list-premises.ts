import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { listHouse, openArea, stateAreas } from '../../../biller/commands/premises-commands.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { flatIdOf, houseIdOf } from '../../../core/domain/ledger/ids.ts';
import { dayNumber } from '../../../core/domain/premises/day-number.ts';
import { until } from '../../../sandbox/residents/resident.ts';
import { operatorPortOf } from '../../world/operator-port.ts';
import { readOpenActs, sayAccount, sayDecision, sayFact } from '../../../app/server/operator/ask-operator.ts';
import { clerkOf, untilLedgers, type Stage } from './stage.ts';

/** `recorded` is told of what the portal's own tables hold. */
const status = z.object({ recorded: z.object({}).optional() });

/** Company and portal list the house; each says what it knows of the flats; the sum of the areas is public. */
export async function listPremises(stage: Stage): Promise<void> {
  const { progress, world } = stage;
  const { premises } = world.plan.house;
  const salt = randomBytes(32);
  const date = `${Math.floor(stage.period / 100)}-${String(stage.period % 100).padStart(2, '0')}-01`;
  const house = { ...clerkOf(stage, 'company'), salt: toHex(salt), day: dayNumber(date) };
  const houseId = houseIdOf(salt);
  await progress.step('Company and portal list the flats of the house and the meters of its balance', async () => {
    const list = await listHouse(house);
    await confirmHouse(stage, list);
  });
  await progress.step(
    'The portal attests who answers for each flat and how many are registered there, the company its area',
    async () => {
      const about = { houseId, from: date, reference: 'story' };
      const port = operatorPortOf(world.plan);
      const flats = premises.map(({ premise, residents }) => ({
        of: { ...about, flat: flatIdOf(salt, premise) },
        residents,
        account: stage.residents.get(premise)?.account.address ?? null,
      }));
      // Whom a fact is for, the portal takes from what it has read of the ledgers.
      const answers = await Promise.all(flats.map(({ of, account }) => sayAccount(port, { ...of, account })));
      for (const digest of answers) await untilIndexed(stage, digest);
      await Promise.all(
        flats.map(({ of, residents }) => sayFact(port, { ...of, quantity: 'residents', value: residents })),
      );
      await stateAreas(house);
      await untilLedgers(stage, 'areas and residents of all flats are on the ledger', () =>
        stage.view.ofKind('FLAT_FACT').length >= 2 * premises.length ? true : undefined,
      );
    },
    () => `${premises.length} flats`,
  );
  await progress.step('The company opens the sum of the areas in public', () => openArea(house));
}

/** What the portal's clerk does about the company's list. */
async function confirmHouse(stage: Stage, digest: Hex): Promise<void> {
  const port = operatorPortOf(stage.world.plan);
  await untilIndexed(stage, digest);
  const act = (await readOpenActs(port)).find((one) => one.digest === digest);
  if (act === undefined)
    throw new InputError('PORTAL_ANSWER', `The portal does not show the company's list of the house, ${digest}.`);
  await untilIndexed(stage, await sayDecision(port, act.actHash, 'confirm'));
}

async function untilIndexed({ portalUrl }: Stage, digest: string): Promise<void> {
  await until(`the portal has read block ${digest}`, async () => {
    const response = await fetch(`${portalUrl}/api/blocks/${digest}`);
    return response.ok ? status.parse(await response.json()).recorded : undefined;
  });
}
