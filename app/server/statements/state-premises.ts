import { InputError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { commit, INFINITY, type Point, randomScalar } from '../../../core/domain/crypto/commitment.ts';
import type { Addressee } from '../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, QUANTITY, type QuantityName } from '../../../core/domain/ledger/kinds.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { dayNumber } from '../../../core/domain/premises/day-number.ts';
import { encodeFlatFact } from '../../../core/domain/premises/flat-fact-content.ts';
import { sealForBlock, withSelf } from '../../../core/domain/resident/author.ts';
import type { Kysely } from 'kysely';
import type { ReadModelTables } from '../database/tables.ts';
import type { PortalBlocks } from './portal-blocks.ts';

type Tools = { readModel: Kysely<ReadModelTables>; blocks: PortalBlocks; account: Account; network: Network };
/** `from`: YYYY-MM-DD of the local calendar. `reference`: of the entry in the portal's registers. */
type OfFlat = { houseId: Hex; flat: Hex; from: string; reference: string };
export type FlatStatement = OfFlat & { quantity: QuantityName; value: string | null };
export type AccountStatement = OfFlat & { account: Hex | null };

/**
 * The portal attests what its registers say of a flat. The same reference again is the same block.
 * @returns its digest
 * @throws InputError DATE_INVALID, HOUSE_UNKNOWN
 */
export async function stateFact(tools: Tools, fact: FlatStatement): Promise<Hex> {
  const { account, network } = tools;
  const { houseId, flat } = fact;
  const from = dayNumber(fact.from);
  await checkHouse(tools, houseId, from);
  const place = { ledger: 'premises', kind: 'FLAT_FACT', subject: flat } as const;
  return tools.blocks.say(`flat-fact:${flat}:${fact.quantity}:${fact.reference}`, async () => {
    let [commitment, envelope]: [Point, Hex] = [INFINITY, '0x'];
    if (fact.value !== null) {
      const opening = { value: BigInt(fact.value), blinding: randomScalar() };
      commitment = commit(opening.value, opening.blinding);
      const readers = withSelf(account, await readersOf(tools, { houseId, flat }, from));
      envelope = await sealForBlock({ network, account }, place, encodeFlatFact(opening), readers);
    }
    const data = { houseId, flat, quantity: QUANTITY[fact.quantity], from, commitment, envelope };
    const to = (await answeringOn(tools.readModel, { houseId, flat }, from)) ?? network.company;
    return statement(network, 'FLAT_FACT', { to, flat, data: encodeData('FLAT_FACT', data) });
  });
}

/** @returns the digest of the portal's word on who answers for a flat @throws InputError DATE_INVALID, HOUSE_UNKNOWN */
export async function stateAccount(tools: Tools, said: AccountStatement): Promise<Hex> {
  const { houseId, flat, account } = said;
  const from = dayNumber(said.from);
  await checkHouse(tools, houseId, from);
  return tools.blocks.say(`flat-account:${flat}:${said.reference}`, async () => {
    const data = encodeData('FLAT_ACCOUNT', { houseId, flat, from, account: account ?? ZERO_ADDRESS });
    // Whoever answers is told, and where nobody follows, whoever did.
    const to = account ?? (await answeringOn(tools.readModel, { houseId, flat }, from)) ?? ZERO_ADDRESS;
    return statement(tools.network, 'FLAT_ACCOUNT', { to, flat, data });
  });
}

function statement(
  network: Network,
  kind: 'FLAT_FACT' | 'FLAT_ACCOUNT',
  { to, flat, data }: { to: Hex; flat: Hex; data: Hex },
) {
  return { ledger: network.contracts.premises, to, kind: KIND[kind], subject: flat, data };
}

/** The account that answers for a flat on a day; undefined where nobody does. */
async function answeringOn(
  readModel: Kysely<ReadModelTables>,
  { houseId, flat }: { houseId: Hex; flat: Hex },
  day: number,
): Promise<Hex | undefined> {
  const last = await readModel
    .selectFrom('flat_accounts')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'flat_accounts.digest')
    .select('account')
    .where('house_id', '=', houseId)
    .where('flat', '=', flat)
    .where('from_day', '<=', String(day))
    .orderBy('internal_blocks.block_number', 'desc')
    .orderBy('internal_blocks.log_index', 'desc')
    .executeTakeFirst();
  return last === undefined || last.account === ZERO_ADDRESS ? undefined : last.account;
}

async function checkHouse({ readModel }: Tools, houseId: Hex, day: number): Promise<void> {
  const list = await readModel
    .selectFrom('houses')
    .select('digest')
    .where('house_id', '=', houseId)
    .where('from_day', '<=', String(day))
    .executeTakeFirst();
  if (list === undefined)
    throw new InputError('HOUSE_UNKNOWN', `House ${houseId} has no list by both hands on that day. Confirm it first.`);
}

/** For whom a fact of a flat is: who answers for it then, the providers of that account's meters, and the company. */
async function readersOf(
  { readModel, network }: Tools,
  about: { houseId: Hex; flat: Hex },
  day: number,
): Promise<Addressee[]> {
  const owner = (await answeringOn(readModel, about, day)) ?? ZERO_ADDRESS;
  const meters = await readModel.selectFrom('meters').select('provider').where('owner', '=', owner).execute();
  const readers = [network.company, owner, ...meters.map(({ provider }) => provider)];
  const rows = await readModel
    .selectFrom('participants')
    .select(['address', 'encryption_key'])
    .where('address', 'in', readers)
    .execute();
  return rows.map(({ address, encryption_key }) => ({ address, encryptionKey: encryption_key }));
}
