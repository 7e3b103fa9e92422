import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData, encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Store } from '../database/store.ts';
import type { PortalBlocks } from './portal-blocks.ts';

export type ActTools = {
  store: Store;
  accounts: Pick<Accounts, 'movedInAfter'>;
  blocks: PortalBlocks;
  network: Network;
  nowSeconds: () => number;
};

/** An act that the company proposed and the portal has not said yet: what a clerk has to judge. */
export type OpenAct = OpenMeterAct | OpenRekey | OpenHouse | OpenWitness;

type Waiting = {
  actHash: Hex;
  digest: Hex;
  /** Unix seconds: until then the portal may say it. */
  until: string;
};

/** Another key for an account whose key is lost. */
export type OpenRekey = Waiting & { kind: 'REKEY'; account: Hex; key: Hex };

/** Another witness, or one fewer; the owner of one that is to go is not said. */
export type OpenWitness = Waiting & { kind: 'WITNESS_ENTER' | 'WITNESS_REMOVE'; witness: Hex; owner: Hex | null };

/** The flats of a house from a day on, counted from 1970-01-01. */
export type OpenHouse = Waiting & { kind: 'HOUSE'; houseId: Hex; from: number; flats: readonly Hex[] };

export type OpenMeterAct = Waiting & {
  kind: 'METER_TRANSFER' | 'METER_REGISTER';
  meterId: Hex;
  /** Of a handover, who owns the meter now. */
  formerOwner: Hex | null;
  owner: Hex;
  provider: Hex | null;
  /** Of a handover, whether its registers are not what the meter shows now. */
  estimated: boolean | null;
};

const PURPOSE = 'act:';
const LEDGER_OF = {
  REKEY: 'participants',
  WITNESS_ENTER: 'participants',
  WITNESS_REMOVE: 'participants',
  HOUSE: 'premises',
  METER_TRANSFER: 'meters',
  METER_REGISTER: 'meters',
} as const;

/**
 * Says what the company proposed where the portal's own accounts bear it out: the new owner of a meter holds the account of the flat in which the present owner
 * lived. Everything else waits for a clerk, who approves or refuses it. A meter that alone says what it measured, the list of a house, another's key,
 * and who is a witness, are always a clerk's.
 */
export async function confirmActs(tools: ActTools): Promise<void> {
  const open = await openActs(tools);
  await tools.blocks.dropUnlessIn(
    PURPOSE,
    open.map(({ digest }) => `${PURPOSE}${digest}`),
  );
  for (const act of open) if (await isApproved(tools, act)) await confirm(tools, act);
}

/** Of each meter the newest: behind another frame the ones before are void. */
export async function openActs({ store, network, nowSeconds }: ActTools): Promise<OpenAct[]> {
  const rows = await store.readModel
    .selectFrom('acts')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'acts.digest')
    .selectAll('acts')
    .select('internal_blocks.data')
    .where('acts.state', '=', 'open')
    .where('acts.proposer', '=', network.company)
    .where('acts.until', '>=', String(nowSeconds()))
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  const acts = new Map<Hex, OpenAct>();
  for (const { act_hash: actHash, digest, kind, until, data } of rows) {
    const common = { actHash, digest, until };
    if (kind === KIND.REKEY) {
      const { account, key } = decodeData('REKEY', toHex(data));
      acts.set(actHash, { ...common, kind: 'REKEY', account, key });
    } else if (kind === KIND.WITNESS_ENTER) {
      acts.set(actHash, { ...common, kind: 'WITNESS_ENTER', ...decodeData('WITNESS_ENTER', toHex(data)) });
    } else if (kind === KIND.WITNESS_REMOVE) {
      const { witness } = decodeData('WITNESS_REMOVE', toHex(data));
      acts.set(actHash, { ...common, kind: 'WITNESS_REMOVE', witness, owner: null });
    } else if (kind === KIND.HOUSE) {
      const { houseId, from, flats } = decodeData('HOUSE', toHex(data));
      acts.set(actHash, { ...common, kind: 'HOUSE', houseId, from, flats });
    } else if (kind === KIND.METER_REGISTER) {
      const { meterId, owner, provider } = decodeData('METER_REGISTER', toHex(data));
      const none = { formerOwner: null, estimated: null };
      acts.set(meterId, { ...common, ...none, kind: 'METER_REGISTER', meterId, owner, provider });
    } else {
      const { meterId, owner, estimated } = decodeData('METER_TRANSFER', toHex(data));
      const meter = await store.readModel
        .selectFrom('meters')
        .select(['owner', 'provider'])
        .where('meter_id', '=', meterId)
        .executeTakeFirst();
      const parties = { formerOwner: meter?.owner ?? null, provider: meter?.provider ?? null };
      acts.set(meterId, { ...common, ...parties, kind: 'METER_TRANSFER', meterId, owner, estimated });
    }
  }
  return [...acts.values()];
}

/**
 * A clerk's word on an open act. Approved, the portal says it, and a handover to this owner also when the company has to propose it anew behind later frames;
 * refused, it ends on the ledger.
 * @throws InputError ACT_UNKNOWN
 */
export async function decideAct(
  tools: ActTools,
  { actHash, decision }: { actHash: Hex; decision: 'confirm' | 'refuse' },
): Promise<Hex> {
  const act = (await openActs(tools)).find((one) => one.actHash === actHash);
  if (act === undefined)
    throw new InputError('ACT_UNKNOWN', `No act ${actHash} waits for the portal. List those that do.`);
  if (decision === 'refuse') return refuse(tools, act);
  await tools.store.portal
    .insertInto('approvals')
    .values({ approval: approvalOf(act), created_at: tools.nowSeconds() })
    .onConflict((conflict) => conflict.column('approval').doNothing())
    .execute();
  return confirm(tools, act);
}

function approvalOf(act: OpenAct): string {
  return act.kind === 'METER_TRANSFER' ? `${act.meterId}:${act.owner}` : act.actHash;
}

async function isApproved({ store, accounts }: ActTools, act: OpenAct): Promise<boolean> {
  const approved = await store.portal
    .selectFrom('approvals')
    .select('approval')
    .where('approval', '=', approvalOf(act))
    .executeTakeFirst();
  if (approved !== undefined) return true;
  if (act.kind !== 'METER_TRANSFER' || act.formerOwner === null) return false;
  return accounts.movedInAfter(act.owner, act.formerOwner);
}

/** The same bytes as the company's: that makes it one act. */
async function confirm({ store, blocks }: ActTools, { digest }: OpenAct): Promise<Hex> {
  return blocks.say(`${PURPOSE}${digest}`, async () => {
    const first = await store.readModel
      .selectFrom('internal_blocks')
      .select(['kind', 'ledger', 'recipient', 'subject', 'data'])
      .where('digest', '=', digest)
      .executeTakeFirstOrThrow();
    const { kind, ledger, recipient: to, subject } = first;
    return { ledger, to, kind, subject, data: toHex(first.data) };
  });
}

async function refuse({ store, blocks, network }: ActTools, act: OpenAct): Promise<Hex> {
  await store.portal.deleteFrom('approvals').where('approval', '=', approvalOf(act)).execute();
  return blocks.say(`refuse:${act.digest}`, async () => ({
    ledger: network.contracts[LEDGER_OF[act.kind]],
    to: network.company,
    kind: KIND.ACT_WITHDRAW,
    subject: ZERO_32,
    data: encodeData('ACT_WITHDRAW', { actHash: act.actHash }),
  }));
}
