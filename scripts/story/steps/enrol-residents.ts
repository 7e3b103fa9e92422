import { join } from 'node:path';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { enrol, signIn } from '../../../sandbox/residents/resident.ts';
import { keystoreOf } from '../../world/world-plan.ts';
import { untilLedgers, type Stage } from './stage.ts';

/** Everybody takes part: programs by the company's registration, residents by the portal's attestation as well (S1, S4). */
export async function enrolResidents(stage: Stage): Promise<void> {
  const { progress, world, residents } = stage;
  const { house, dataDir } = world.plan;
  await progress.step('The company registers portal, providers and collector; tariffs are published', async () => {
    await untilLedgers(stage, 'the programs are registered and the tariffs are on the ledger', () =>
      stage.view.ofKind('ENROL').length >= 5 &&
      stage.view.ofKind('REGISTER').length >= 3 &&
      stage.view.ofKind('RATE').length >= 6
        ? true
        : undefined,
    );
  });
  await progress.step(
    'Residents sign in at the identity portal and enrol; the portal attests, the company registers',
    async (tick) => {
      await Promise.all(
        house.premises.map(async ({ premise }) => {
          const account = await loadOrCreateAccount(keystoreOf(join(dataDir, 'residents', premise)));
          const resident = await signIn({ person: { login: premise, premise }, account, portalUrl: stage.portalUrl });
          await enrol(resident);
          residents.set(premise, resident);
          tick(residents.size, house.premises.length);
        }),
      );
    },
    () => `${residents.size} flats`,
  );
  await progress.step(
    'The company registers the meters and their devices',
    (tick) =>
      untilLedgers(stage, 'all meters are registered', () => {
        const registered = new Set(
          stage.view.ofKind('METER_REGISTER').map(({ data }) => decodeData('METER_REGISTER', data).meterId),
        );
        tick(registered.size, house.meters.length);
        return registered.size >= house.meters.length ? registered.size : undefined;
      }),
    (count) => `${count} meters`,
  );
}
