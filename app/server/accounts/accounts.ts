import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Identity, Premise } from '../identity/identity-provider.ts';
import type { Vault } from '../vault.ts';
import type { Store } from '../database/store.ts';

const hexSchema = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value));
const sealedSchema = z.strictObject({
  issuer: z.string(),
  subject: z.string(),
  premise: z.string(),
  personalAccount: z.string(),
  /** The newest address and the ENROL that asked for it; null while the person has only signed in. */
  subscriber: hexSchema.nullable(),
  enrolDigest: hexSchema.nullable(),
  /** Addresses that the same person used for this premise before, for example until a key was lost. */
  former: z.array(hexSchema),
});

/** One person's account for one premise: the paper's personal account PA, a row of DR3. */
export type PersonalAccount = z.infer<typeof sealedSchema> & { accountId: string; waitsForAttestation: boolean };

export type Accounts = {
  ofIdentity(identity: Identity): Promise<PersonalAccount[]>;
  /** Those whose ENROL is under way and not attested yet. */
  waiting(): Promise<PersonalAccount[]>;
  /**
   * Links an address to a person's premise.
   * @throws InputError SUBSCRIBER_TAKEN when the address is another person's
   */
  link(args: {
    identity: Identity;
    premise: Premise;
    subscriber: Hex;
    enrolDigest: Hex;
    /** Since when they have it, unix seconds, where that is not from now on. */
    since?: number;
  }): Promise<PersonalAccount>;
  /** Id of the account that an address holds now; of an address that nobody's is, the one that whoever links it will get. */
  idOf(subscriber: Hex): Promise<string>;
  attested(account: PersonalAccount): Promise<void>;
  /** The premise of the personal account that an address holds now. */
  premiseOf(subscriber: Hex): Promise<string | undefined>;
  /** Whether one address holds the account of a flat that the other one has an older account of. */
  movedInAfter(address: Hex, former: Hex): Promise<boolean>;
};

type Row = { account_id: string; sealed: Uint8Array; waits_for_attestation: boolean };
const COLUMNS = ['account_id', 'sealed', 'waits_for_attestation'] as const;

export function createAccounts(args: { store: Store; vault: Vault; nowSeconds: () => number }): Accounts {
  const { vault } = args;
  const db = args.store.portal;

  const subjectIndex = (identity: Identity): string =>
    vault.index('subject', `${identity.issuer}\n${identity.subject}`);
  const subscriberIndex = (subscriber: Hex): string => vault.index('subscriber', subscriber);
  /** So that what comes back of a lost account before it does, an order from the bank, is its own again. */
  const idFor = (subscriber: Hex): string =>
    vault
      .index('account', subscriber)
      .slice(0, 32)
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const read = (row: Row): PersonalAccount => ({
    ...sealedSchema.parse(vault.open(`accounts/${row.account_id}`, row.sealed)),
    accountId: row.account_id,
    waitsForAttestation: row.waits_for_attestation,
  });

  return {
    async ofIdentity(identity) {
      const rows = await db
        .selectFrom('accounts')
        .select(COLUMNS)
        .where('subject_index', '=', subjectIndex(identity))
        .orderBy('created_at')
        .orderBy('account_id')
        .execute();
      return rows.map(read);
    },
    async waiting() {
      return (await db.selectFrom('accounts').select(COLUMNS).where('waits_for_attestation', '=', true).execute()).map(
        read,
      );
    },
    link({ identity, premise, subscriber, enrolDigest, since = args.nowSeconds() }) {
      const subject_index = subjectIndex(identity);
      const premise_index = vault.index('premise', premise.premise);
      const subscriber_index = subscriberIndex(subscriber);
      return db.transaction().execute(async (transaction) => {
        const sharing = await transaction
          .selectFrom('accounts')
          .select('subject_index')
          .where('subscriber_index', '=', subscriber_index)
          .execute();
        if (sharing.some((row) => row.subject_index !== subject_index)) {
          throw new InputError(
            'SUBSCRIBER_TAKEN',
            'These keys belong to another personal account. Make keys of your own.',
          );
        }
        const found = await transaction
          .selectFrom('accounts')
          .select(COLUMNS)
          .where('subject_index', '=', subject_index)
          .where('premise_index', '=', premise_index)
          .forUpdate()
          .executeTakeFirst();
        const before = found === undefined ? undefined : read(found);
        const foretold = idFor(subscriber);
        const isFree =
          (await transaction
            .selectFrom('accounts')
            .select('account_id')
            .where('account_id', '=', foretold)
            .executeTakeFirst()) === undefined;
        const accountId = before?.accountId ?? (isFree ? foretold : randomUUID());
        const former = new Set([...(before?.former ?? []), ...(before?.subscriber ? [before.subscriber] : [])]);
        former.delete(subscriber);
        const content = {
          issuer: identity.issuer,
          subject: identity.subject,
          premise: premise.premise,
          personalAccount: premise.personalAccount,
          subscriber,
          enrolDigest,
          former: [...former],
        };
        const change = {
          subscriber_index,
          sealed: vault.seal(`accounts/${accountId}`, content),
          waits_for_attestation: true,
        };
        await transaction
          .insertInto('accounts')
          .values({ account_id: accountId, subject_index, premise_index, created_at: since, ...change })
          .onConflict((conflict) => conflict.columns(['subject_index', 'premise_index']).doUpdateSet(change))
          .execute();
        if (isFree && accountId !== foretold)
          await transaction
            .updateTable('payment_orders')
            .set({ account_id: accountId })
            .where('account_id', '=', foretold)
            .execute();
        return { ...content, accountId, waitsForAttestation: true };
      });
    },
    async premiseOf(subscriber) {
      const found = await db
        .selectFrom('accounts')
        .select(COLUMNS)
        .where('subscriber_index', '=', subscriberIndex(subscriber))
        .orderBy('created_at', 'desc')
        .executeTakeFirst();
      return found === undefined ? undefined : read(found).premise;
    },
    async idOf(subscriber) {
      const found = await db
        .selectFrom('accounts')
        .select('account_id')
        .where('subscriber_index', '=', subscriberIndex(subscriber))
        .orderBy('created_at', 'desc')
        .executeTakeFirst();
      return found?.account_id ?? idFor(subscriber);
    },
    async movedInAfter(address, former) {
      const of = (subscriber: Hex) =>
        db
          .selectFrom('accounts')
          .select(['premise_index', 'created_at', 'waits_for_attestation'])
          .where('subscriber_index', '=', subscriberIndex(subscriber))
          .execute();
      const [now, before] = [await of(address), await of(former)];
      return now.some(
        (one) =>
          !one.waits_for_attestation &&
          before.some(
            (other) => other.premise_index === one.premise_index && BigInt(other.created_at) < BigInt(one.created_at),
          ),
      );
    },
    async attested(account) {
      await db
        .updateTable('accounts')
        .set({ waits_for_attestation: false })
        .where('account_id', '=', account.accountId)
        .execute();
    },
  };
}

/** Every ledger address of these accounts, the present and the former ones. */
export function addressesOf(accounts: readonly PersonalAccount[]): Hex[] {
  return [
    ...new Set(accounts.flatMap((account) => [...(account.subscriber ? [account.subscriber] : []), ...account.former])),
  ];
}
