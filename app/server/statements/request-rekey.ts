import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { checkAccepted } from '../../../core/domain/keys/check-accepted.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Kysely } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';
import { keyNow } from '../read/key-blocks.ts';
import type { PortalBlocks } from './portal-blocks.ts';

/**
 * A resident whom the state's identity vouches for has lost the key of an own account and made another: the portal says so, and a clerk of the company has to say it
 * too. The same request again is the same block.
 * @param own the addresses of whoever is signed in
 * @returns the digest of the portal's REKEY
 * @throws InputError NOT_YOURS, REKEY_NOT_ACTIVE, REKEY_UNDER_WAY, KEY_NOT_ACCEPTED, SIGNATURE_INVALID
 */
export async function requestRekey(
  tools: { readModel: Kysely<ReadModelTables>; blocks: PortalBlocks; network: Network; nowSeconds: () => number },
  own: readonly Hex[],
  data: BlockData['REKEY'],
): Promise<Hex> {
  const { readModel, blocks, network } = tools;
  const { account, key, encryptionKey, acceptance } = data;
  const purpose = `rekey:${account}:${key}`;
  const said = await blocks.find(purpose);
  if (!own.includes(account))
    throw new InputError('NOT_YOURS', `${account} is not an address of your personal account.`);
  if (said !== undefined) return said.digest;
  const entry = await readModel
    .selectFrom('participants')
    .selectAll()
    .where('address', '=', account)
    .executeTakeFirst();
  if (entry === undefined || !entry.registered || !entry.attested || entry.suspended)
    throw new InputError(
      'REKEY_NOT_ACTIVE',
      `${account} is suspended, or was never active: it gets no other key. Speak to the company, or enrol anew.`,
    );
  const { key: retiring, waitsFor } = await keyNow(readModel, account, tools.nowSeconds());
  if (waitsFor !== undefined)
    throw new InputError('REKEY_UNDER_WAY', `Another key of ${account} comes into force already: ${waitsFor}.`);
  checkAccepted(keyRegisterOf(network), { account, retiring, key, encryptionKey, acceptance });
  return blocks.say(purpose, async () => ({
    ledger: network.contracts.participants,
    to: network.company,
    kind: KIND.REKEY,
    subject: accountSubject(account),
    data: encodeData('REKEY', data),
  }));
}
