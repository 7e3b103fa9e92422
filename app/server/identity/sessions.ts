import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { identitySchema, pendingSignInSchema } from './identity-provider.ts';
import type { Vault } from '../vault.ts';
import type { Identity, PendingSignIn } from './identity-provider.ts';
import type { Store } from '../database/store.ts';

const sessionSchema = z.strictObject({ identity: identitySchema, csrfToken: z.string().min(20) });
const signInSchema = z.strictObject({ pending: pendingSignInSchema, returnTo: z.string() });

/** A signed-in browser. The cookie holds a random token; the database only its hash, and the person sealed. */
export type Session = z.infer<typeof sessionSchema> & { tokenHash: string };

export type Sessions = {
  /** Remembers a sign-in that has begun; `state` is its name. */
  beginSignIn(pending: PendingSignIn, returnTo: string): Promise<void>;
  /** Takes it back, once. @throws InputError SIGN_IN_EXPIRED */
  finishSignIn(state: string): Promise<{ pending: PendingSignIn; returnTo: string }>;
  /** @returns the token for the cookie */
  create(identity: Identity): Promise<string>;
  find(token: string): Promise<Session | undefined>;
  end(session: Session): Promise<void>;
};

export const SESSION_SECONDS = 12 * 3600;
export const SIGN_IN_SECONDS = 600;

export function createSessions(args: { store: Store; vault: Vault; nowSeconds: () => number }): Sessions {
  const { vault, nowSeconds } = args;
  const db = args.store.portal;
  return {
    async beginSignIn(pending, returnTo) {
      const now = nowSeconds();
      await db.deleteFrom('sign_ins').where('expires_at', '<=', now.toString()).execute();
      await db.deleteFrom('sessions').where('expires_at', '<=', now.toString()).execute();
      const state_hash = hash(pending.state);
      const sealed = vault.seal(`sign_ins/${state_hash}`, { pending, returnTo });
      await db
        .insertInto('sign_ins')
        .values({ state_hash, sealed, expires_at: now + SIGN_IN_SECONDS })
        .execute();
    },
    async finishSignIn(state) {
      const state_hash = hash(state);
      const row = await db
        .deleteFrom('sign_ins')
        .where('state_hash', '=', state_hash)
        .where('expires_at', '>', nowSeconds().toString())
        .returning('sealed')
        .executeTakeFirst();
      if (row === undefined)
        throw new InputError('SIGN_IN_EXPIRED', 'This sign-in is over or was used already. Sign in again.');
      return signInSchema.parse(vault.open(`sign_ins/${state_hash}`, row.sealed));
    },
    async create(identity) {
      const token = randomBytes(32).toString('base64url');
      const token_hash = hash(token);
      const now = nowSeconds();
      const sealed = vault.seal(`sessions/${token_hash}`, {
        identity,
        csrfToken: randomBytes(24).toString('base64url'),
      });
      await db
        .insertInto('sessions')
        .values({ token_hash, sealed, created_at: now, expires_at: now + SESSION_SECONDS })
        .execute();
      return token;
    },
    async find(token) {
      const tokenHash = hash(token);
      const row = await db
        .selectFrom('sessions')
        .select('sealed')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', nowSeconds().toString())
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { ...sessionSchema.parse(vault.open(`sessions/${tokenHash}`, row.sealed)), tokenHash };
    },
    async end(session) {
      await db.deleteFrom('sessions').where('token_hash', '=', session.tokenHash).execute();
    },
  };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
