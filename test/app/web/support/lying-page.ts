import { createApi } from '../../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../../app/web/src/keys/heads.ts';
import { loadNetwork } from '../../../../app/web/src/resident/network/load-network.ts';
import type { Resident } from '../../../../app/web/src/resident/resident.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { World } from '../../../support/world.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { memoryDatabase } from './memory-database.ts';
import { memoryOutbox } from './memory-outbox.ts';

export type Json = Record<string, unknown>;
export type Lie = (path: string, body: Json) => Json;

/** The page of a resident, before the real portal whose answers are altered on the way. */
export async function lyingPage(
  signedIn: SignedIn & { account: Account },
  lie: Lie = (_, body) => body,
): Promise<Resident> {
  const api = createApi({
    fetch: async (input) => {
      const path = typeof input === 'string' ? input : '';
      return Response.json(lie(path.split('?')[0] ?? '', looseFields(await signedIn.get(path))));
    },
  });
  const chain = openChainMemory(memoryDatabase());
  const loaded = await loadNetwork({ api, chain });
  // These houses have no witnesses, so that nobody says how old a state is.
  const { account } = signedIn;
  const outbox = memoryOutbox(account.address, loaded.network);
  return { api, chain, outbox, ...loaded, witnesses: { required: 0, known: [] }, account };
}

export const itemsOf = (body: Json, name: string): Json[] => (body[name] as unknown[]).map(looseFields);

/** Changes one answer and leaves the others. */
export const changing =
  (at: string, change: (body: Json) => Json): Lie =>
  (path, body) =>
    path === at ? change(body) : body;

/** Until the portal has read all that the ledgers hold. */
export async function untilRead(house: World): Promise<void> {
  const head = await house.ledger.client.head();
  await waitFor('the read model has it', async () => {
    const health = looseFields(await (await fetch(`${house.portal.app.url}/health`)).json());
    return BigInt(String(health['nextBlock'])) > head;
  });
}
