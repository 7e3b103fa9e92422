import {
  internalBlockDigest,
  signBlock,
  signedBlockFromJson,
  signedBlockToJson,
} from '../../../core/domain/ledger/internal-block.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Store } from '../database/store.ts';

/** What the portal says in an internal block, before it is signed. */
export type Statement = { ledger: Hex; to: Hex; kind: number; subject: Hex; data: Hex };

export type PortalBlocks = {
  /**
   * Signs and sends one block for a purpose, for ever the same one: `state` is made at the first call, kept, and only then sent.
   * @returns its digest
   */
  say(purpose: string, state: () => Promise<Statement>): Promise<Hex>;
  /** Hands every kept block to the outbox again (which takes each once) and notes what became of it. */
  relay(): Promise<void>;
  find(
    purpose: string,
  ): Promise<{ digest: Hex; state: 'sending' | 'recorded' | 'refused'; errorName: string | null } | undefined>;
};

/** Exactly one block a purpose: two crashing, racing or repeated calls end with the one that the database kept first. */
export function createPortalBlocks(args: {
  store: Store;
  outbox: Outbox;
  account: Account;
  network: Network;
  nowSeconds: () => number;
}): PortalBlocks {
  const { outbox, account, network, nowSeconds } = args;
  const db = args.store.portal;

  const find: PortalBlocks['find'] = async (purpose) => {
    const row = await db
      .selectFrom('portal_blocks')
      .select(['digest', 'state', 'error_name'])
      .where('purpose', '=', purpose)
      .executeTakeFirst();
    return row === undefined ? undefined : { digest: row.digest, state: row.state, errorName: row.error_name };
  };

  return {
    find,
    async say(purpose, state) {
      const before = await find(purpose);
      if (before !== undefined) return before.digest;
      const statement = await state();
      const now = nowSeconds();
      const signed = signBlock({ ...statement, chainId: network.chainId, signer: account, timestamp: BigInt(now) });
      await db
        .insertInto('portal_blocks')
        .values({
          purpose,
          digest: internalBlockDigest(network.chainId, signed.ledger, signed.block),
          signed: JSON.stringify(signedBlockToJson(signed)),
          state: 'sending',
          error_name: null,
          created_at: now,
        })
        .onConflict((conflict) => conflict.column('purpose').doNothing())
        .execute();
      const kept = await db
        .selectFrom('portal_blocks')
        .select(['digest', 'signed'])
        .where('purpose', '=', purpose)
        .executeTakeFirstOrThrow();
      outbox.put(signedBlockFromJson(JSON.parse(kept.signed)), kept.digest);
      return kept.digest;
    },
    async relay() {
      const rows = await db
        .selectFrom('portal_blocks')
        .select(['purpose', 'digest', 'signed'])
        .where('state', '=', 'sending')
        .orderBy('created_at')
        .execute();
      for (const row of rows) {
        outbox.put(signedBlockFromJson(JSON.parse(row.signed)), row.digest);
        const entry = outbox.find(row.digest)[0];
        if (entry === undefined || entry.state === 'pending') continue;
        await db
          .updateTable('portal_blocks')
          .set({ state: entry.state, error_name: entry.state === 'refused' ? (entry.errorName ?? 'Refused') : null })
          .where('purpose', '=', row.purpose)
          .execute();
      }
    },
  };
}
