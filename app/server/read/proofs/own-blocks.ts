import type { Kysely } from 'kysely';
import type { ChainClient } from '../../../../core/chain/chain-client.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { slotOfAccountHead } from '../../../../core/domain/proof/check-own-blocks.ts';
import { slotOfDevice } from '../../../../core/domain/proof/device-state.ts';
import type { ReadModelTables } from '../../database/tables.ts';
import type { CosignatureCollector } from '../collect-cosignatures.ts';
import { devicesOf } from '../read-meters.ts';
import { publicJson, type PublicBlockJson } from '../recorded-json.ts';
import { readStateProof, type StateProofJson } from './state-proof.ts';

/** The ledgers whose facts are served to residents in lists. */
const LISTED = ['meters', 'contractLedger', 'billingLedger', 'readingLedger', 'participants'] as const;

export type OwnBlocksJson = { ledger: Hex; blocks: PublicBlockJson['block'][]; proof: StateProofJson };

export type OwnBlocksTools = {
  readModel: Kysely<ReadModelTables>;
  client: ChainClient;
  cosignatures: CosignatureCollector;
};

/**
 * Of each ledger all blocks that it counts in an account's head, in their order, and the proof of the head that they come to; of `Meters` also how
 * the devices of all meters of these own addresses stand, which no head counts.
 */
export async function readOwnBlocks(args: OwnBlocksTools, account: Hex, own: readonly Hex[]): Promise<OwnBlocksJson[]> {
  const devices = (await devicesOf(args.readModel, own)).map(slotOfDevice);
  return Promise.all(
    LISTED.map(async (name) => {
      const ledger = args.client.network.contracts[name];
      const blocks = await (name === 'meters'
        ? meterBlocksOf(args.readModel, account)
        : blocksOf(args.readModel, ledger, account));
      const proof = await readStateProof(args, ledger, [
        slotOfAccountHead(account),
        ...(name === 'meters' ? devices : []),
      ]);
      return { ledger, blocks, proof };
    }),
  );
}

/** The headers of all that an account sent or was sent on a ledger, in their order. */
export async function blocksOf(
  readModel: Kysely<ReadModelTables>,
  ledger: Hex,
  account: Hex,
): Promise<PublicBlockJson['block'][]> {
  const rows = await readModel
    .selectFrom('internal_blocks')
    .selectAll()
    .where('ledger', '=', ledger)
    .where(({ or, eb }) => or([eb('sender', '=', account), eb('recipient', '=', account)]))
    .orderBy('position')
    .execute();
  return rows.map((row) => publicJson(row).block);
}

/** The headers of all that was said of meters that are or were the account's, or were to be, in their order. */
async function meterBlocksOf(readModel: Kysely<ReadModelTables>, account: Hex): Promise<PublicBlockJson['block'][]> {
  const rows = await readModel
    .selectFrom('meter_words')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'meter_words.digest')
    .selectAll('internal_blocks')
    .where('meter_words.account', '=', account)
    .orderBy('internal_blocks.position')
    .execute();
  return rows.map((row) => publicJson(row).block);
}
