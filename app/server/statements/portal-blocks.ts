import {
  internalBlockDigest,
  signBlock,
  signedBlockFromJson,
  signedBlockToJson,
} from '../../../core/domain/ledger/internal-block.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { backoffMs } from '../../../core/runtime/retry.ts';
import type { Selectable, Updateable } from 'kysely';
import type { Store } from '../database/store.ts';
import type { PortalTables } from '../database/portal-tables.ts';

/** What the portal says in an internal block, before it is signed. */
export type Statement = { ledger: Hex; to: Hex; kind: number; subject: Hex; data: Hex };

export type PortalBlocks = {
  /**
   * Signs and sends one block for a purpose: `state` is made at the first call, kept, and only then sent.
   * @returns the digest of the newest block for the purpose, and of the recorded one once there is one
   */
  say(purpose: string, state: () => Promise<Statement>): Promise<Hex>;
  /**
   * Hands every kept block to the outbox again (which takes each once) and notes what became of it. What is refused, or too old, is signed again, later and
   * later, in the place of the first one: of all of them the ledger takes one.
   */
  relay(): Promise<void>;
  /** Says no more, for whatever purpose begins so and is none of these, what no ledger has taken yet. */
  dropUnlessIn(beginning: string, purposes: readonly string[]): Promise<void>;
  find(
    purpose: string,
  ): Promise<{ digest: Hex; state: 'sending' | 'recorded' | 'refused'; errorName: string | null } | undefined>;
};

const BACKOFF = { baseMs: 4_000, maxMs: 3_600_000 };

/** Exactly one recorded block a purpose: two crashing, racing or repeated calls end with the one that the database kept first. */
export function createPortalBlocks(args: {
  store: Store;
  outbox: Outbox;
  /** `canSign`: where it says that its key is missing, nothing is signed again until it is there. */
  account: Account & { readonly canSign?: boolean };
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

  type Row = Selectable<PortalTables['portal_blocks']>;
  const set = async (row: Row, change: Updateable<PortalTables['portal_blocks']>): Promise<void> => {
    const { purpose, digest } = row;
    const where = db.updateTable('portal_blocks').set(change).where('purpose', '=', purpose);
    await where.where('digest', '=', digest).execute();
  };
  const retryAt = ({ attempts }: Row): bigint => BigInt(nowSeconds() + Math.ceil(backoffMs(attempts, BACKOFF) / 1000));
  const sayAgain = async (row: Row): Promise<void> => {
    const { ledger, block, data } = signedBlockFromJson(JSON.parse(row.signed));
    const first = row.first ?? row.digest;
    const again = { ...block, ledger, data, replaces: first, timestamp: BigInt(nowSeconds()) };
    const signed = signBlock({ ...again, domain: domainOf(network), signer: account });
    await set(row, {
      digest: internalBlockDigest(domainOf(network), ledger, signed.block),
      signed: JSON.stringify(signedBlockToJson(signed)),
      first,
      state: 'sending',
      error_name: null,
      attempts: row.attempts + 1,
    });
    outbox.put(signed, row.purpose);
  };

  return {
    find,
    async say(purpose, state) {
      const before = await find(purpose);
      if (before !== undefined) return before.digest;
      const statement = await state();
      const now = nowSeconds();
      const signed = signBlock({ ...statement, domain: domainOf(network), signer: account, timestamp: BigInt(now) });
      await db
        .insertInto('portal_blocks')
        .values({
          purpose,
          digest: internalBlockDigest(domainOf(network), signed.ledger, signed.block),
          signed: JSON.stringify(signedBlockToJson(signed)),
          state: 'sending',
          error_name: null,
          created_at: now,
          first: null,
          attempts: 1,
          retry_at: 0,
        })
        .onConflict((conflict) => conflict.column('purpose').doNothing())
        .execute();
      const kept = await db
        .selectFrom('portal_blocks')
        .select(['digest', 'signed'])
        .where('purpose', '=', purpose)
        .executeTakeFirstOrThrow();
      outbox.put(signedBlockFromJson(JSON.parse(kept.signed)), purpose);
      return kept.digest;
    },
    async dropUnlessIn(beginning, purposes) {
      const rows = await db
        .selectFrom('portal_blocks')
        .select('purpose')
        .where('purpose', 'like', `${beginning}%`)
        .where('state', '<>', 'recorded')
        .execute();
      const dropped = rows.map(({ purpose }) => purpose).filter((purpose) => !purposes.includes(purpose));
      if (dropped.length > 0) await db.deleteFrom('portal_blocks').where('purpose', 'in', dropped).execute();
    },
    async relay() {
      const rows = await db
        .selectFrom('portal_blocks')
        .selectAll()
        .where('state', '<>', 'recorded')
        .orderBy('created_at')
        .execute();
      for (const row of rows) {
        if (row.state === 'sending') outbox.put(signedBlockFromJson(JSON.parse(row.signed)), row.purpose);
        const entries = outbox.find(row.purpose);
        const recorded = entries.find(({ state }) => state === 'recorded');
        const newest = entries.find(({ digest }) => digest === row.digest);
        if (recorded !== undefined) await set(row, { digest: recorded.digest, state: 'recorded', error_name: null });
        else if (row.state === 'sending' && newest?.state === 'refused')
          await set(row, { state: 'refused', error_name: newest.errorName ?? 'Refused', retry_at: retryAt(row) });
        else if (row.state === 'refused' && account.canSign !== false && nowSeconds() >= Number(row.retry_at))
          await sayAgain(row);
      }
    },
  };
}
