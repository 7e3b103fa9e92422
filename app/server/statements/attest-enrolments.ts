import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { PortalBlocks } from './portal-blocks.ts';

/** Attests every recorded enrolment that came through a signed-in person's account for a premise of theirs. Never any other. */
export async function attestEnrolments(args: {
  readModel: Kysely<ReadModelTables>;
  accounts: Accounts;
  blocks: PortalBlocks;
  network: Network;
}): Promise<void> {
  for (const account of await args.accounts.waiting()) {
    if (account.enrolDigest === null) continue;
    const participant = await args.readModel
      .selectFrom('participants')
      .select(['address', 'encryption_key_hash', 'attested'])
      .where('enrol_digest', '=', account.enrolDigest)
      .executeTakeFirst();
    if (participant === undefined) continue;
    if (!participant.attested) {
      const { address, encryption_key_hash } = participant;
      await args.blocks.say(`attest:${account.enrolDigest}`, async () => ({
        ledger: args.network.contracts.participants,
        to: address,
        kind: KIND.ATTEST,
        subject: ZERO_32,
        data: encodeData('ATTEST', { account: address, encryptionKeyHash: encryption_key_hash }),
      }));
    }
    await args.accounts.attested(account);
  }
}
