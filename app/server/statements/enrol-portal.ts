import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { PortalBlocks } from './portal-blocks.ts';

/**
 * Whether the portal's key is on the ledger, so that others can write to it; until then it enrols its own account, which the founding names.
 * Call it when the read model has caught up, else an enrolment of long ago would be repeated and refused.
 */
export async function enrolPortal(args: {
  readModel: Kysely<ReadModelTables>;
  blocks: PortalBlocks;
  account: Account;
  network: Network;
}): Promise<boolean> {
  const { account, network } = args;
  const own = await args.readModel
    .selectFrom('participants')
    .selectAll()
    .where('address', '=', account.address)
    .executeTakeFirst();
  // Another encryption key comes by KEY_ROTATE and FOUNDER_REKEY alone.
  if (own !== undefined) return own.role === ROLE.portal;
  await args.blocks.say(`enrol:${account.address}`, async () => ({
    ledger: network.contracts.participants,
    to: network.company,
    kind: KIND.ENROL,
    subject: ZERO_32,
    data: encodeData('ENROL', { role: ROLE.portal, encryptionKey: account.encryptionKey, envelope: '0x' }),
  }));
  return false;
}
