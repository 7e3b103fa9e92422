import type { Kysely } from 'kysely';
import type { ChainClient } from '../../../../core/chain/chain-client.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { slotOfAccountHead } from '../../../../core/domain/proof/check-own-blocks.ts';
import type { ReadModelTables } from '../../database/tables.ts';
import type { CosignatureCollector } from '../collect-cosignatures.ts';
import { publicJson, type PublicBlockJson } from '../recorded-json.ts';
import { readStateProof, type StateProofJson } from './state-proof.ts';

/** The ledgers whose facts are served to residents in lists. */
const LISTED = ['contractLedger', 'billingLedger', 'readingLedger', 'participants'] as const;

export type OwnBlocksJson = { ledger: Hex; blocks: PublicBlockJson['block'][]; proof: StateProofJson };

/** Of each ledger all blocks that an account sent or was sent, in their order, and the proof of the head that they come to. */
export async function readOwnBlocks(
  args: {
    readModel: Kysely<ReadModelTables>;
    client: ChainClient;
    replicaUrl: string;
    cosignatures: CosignatureCollector;
  },
  account: Hex,
): Promise<OwnBlocksJson[]> {
  return Promise.all(
    LISTED.map(async (name) => {
      const ledger = args.client.network.contracts[name];
      const rows = await args.readModel
        .selectFrom('internal_blocks')
        .selectAll()
        .where('ledger', '=', ledger)
        .where(({ or, eb }) => or([eb('sender', '=', account), eb('recipient', '=', account)]))
        .orderBy('position')
        .execute();
      const proof = await readStateProof(args, ledger, [slotOfAccountHead(account)]);
      return { ledger, blocks: rows.map((row) => publicJson(row).block), proof };
    }),
  );
}
