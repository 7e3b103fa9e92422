import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { checkSignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import type { EnrolmentContent } from '../../../core/domain/sealed/small-contents.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import type { Kysely } from 'kysely';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { Identity, Premise } from '../identity/identity-provider.ts';
import type { Accounts, PersonalAccount } from './accounts.ts';

export type EnrolmentTools = {
  readModel: Kysely<ReadModelTables>;
  accounts: Accounts;
  outbox: Outbox;
  account: Account;
  network: Network;
};
export type EnrolmentState = 'none' | 'requested' | 'enrolled' | 'attested' | 'active' | 'suspended' | 'refused';
export type PremiseJson = Premise & { subscriber: Hex | null; enrolment: EnrolmentState; reason?: string };

/**
 * Links a subscriber's address to the signed-in person's premise and sends the ENROL. Attesting follows once it is recorded.
 * @returns the ENROL's digest
 * @throws InputError ENROLMENT_INVALID, NOT_YOURS, SUBSCRIBER_TAKEN, and what checkSignedBlock finds
 */
export async function requestEnrolment(tools: EnrolmentTools, identity: Identity, signed: SignedBlock): Promise<Hex> {
  const { digest: enrolDigest, content } = await checkEnrolment(tools, signed);
  const premise = premiseIn(identity, content);
  await tools.accounts.link({ identity, premise, subscriber: signed.block.from, enrolDigest });
  tools.outbox.put(signed, enrolDigest);
  return enrolDigest;
}

/** What a signed ENROL says, once it is a subscriber's own for this network. @throws InputError ENROLMENT_INVALID, and what checkSignedBlock and openSealed find */
export async function checkEnrolment(
  { network, account }: Pick<EnrolmentTools, 'network' | 'account'>,
  signed: SignedBlock,
): Promise<{ digest: Hex; content: EnrolmentContent }> {
  if (signed.ledger !== network.contracts.participants || signed.block.kind !== KIND.ENROL) {
    throw invalid('it is no ENROL for the register of participants');
  }
  if (signed.block.to !== network.company) throw invalid(`it is not addressed to the company ${network.company}`);
  const digest = checkSignedBlock(domainOf(network), signed);
  const data = decodeData('ENROL', signed.data);
  if (data.role !== ROLE.subscriber) throw invalid('residents enrol as subscribers');
  return { digest, content: await openSealed({ network, account, kind: 'ENROL', carried: carriedBy(signed, data) }) };
}

/** The signed-in person's premises and how far each is. */
export async function premisesOf(tools: EnrolmentTools, identity: Identity): Promise<PremiseJson[]> {
  const accounts = await tools.accounts.ofIdentity(identity);
  return Promise.all(
    identity.premises.map(async (premise) => {
      const account = accounts.find((one) => one.premise === premise.premise);
      return { ...premise, subscriber: account?.subscriber ?? null, ...(await stateOf(tools, account)) };
    }),
  );
}

async function stateOf(
  tools: EnrolmentTools,
  account: PersonalAccount | undefined,
): Promise<{ enrolment: EnrolmentState; reason?: string }> {
  if (account?.subscriber == null || account.enrolDigest === null) return { enrolment: 'none' };
  const row = await tools.readModel
    .selectFrom('participants')
    .selectAll()
    .where('address', '=', account.subscriber)
    .executeTakeFirst();
  if (row?.suspended === true) return { enrolment: 'suspended' };
  if (row?.enrol_digest !== account.enrolDigest) {
    const entry = tools.outbox.find(account.enrolDigest)[0];
    // The portal was killed after it kept the address and before it took the block: nothing is under way.
    if (entry === undefined) return { enrolment: 'none' };
    if (entry.state !== 'refused') return { enrolment: 'requested' };
    return { enrolment: 'refused', reason: entry.errorMessage ?? 'The ledger refused the enrolment.' };
  }
  if (!row.attested) return { enrolment: 'enrolled' };
  return { enrolment: row.registered ? 'active' : 'attested' };
}

/** @param own among which it must be. @throws InputError NOT_YOURS */
export function premiseIn(identity: Identity, content: EnrolmentContent, ...own: Premise[]): Premise {
  const found = (own.length > 0 ? own : identity.premises).find(
    (one) => one.premise === content.premise && one.personalAccount === content.personalAccount,
  );
  if (found === undefined) {
    throw new InputError('NOT_YOURS', 'The identity portal does not list this premise and personal account as yours.');
  }
  return found;
}

function invalid(why: string): InputError {
  return new InputError('ENROLMENT_INVALID', `The enrolment is refused: ${why}.`);
}
