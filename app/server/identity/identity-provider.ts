import { z } from 'zod';

/** A flat that the identity portal says is this person's. */
export const premiseSchema = z.strictObject({
  /** The company's name of the flat. */
  premise: z.string().min(1).max(100),
  /** Postal address, for people. */
  address: z.string().min(1).max(300),
  /** The account number of the flat. */
  personalAccount: z.string().regex(/^[0-9A-Za-z-]{1,30}$/),
});
export type Premise = z.infer<typeof premiseSchema>;

/** A person who has signed in. `subject` names them at their issuer, for ever. */
export const identitySchema = z.strictObject({
  issuer: z.string().min(1).max(300),
  subject: z.string().min(1).max(255),
  displayName: z.string().min(1).max(200),
  premises: z.array(premiseSchema).max(50),
});
export type Identity = z.infer<typeof identitySchema>;

/** What has to be remembered between leaving for the identity portal and coming back. */
export const pendingSignInSchema = z.strictObject({
  state: z.string().min(16),
  nonce: z.string().min(16),
  verifier: z.string().min(43),
});
export type PendingSignIn = z.infer<typeof pendingSignInSchema>;

/** Who says who somebody is: plain OpenID Connect here; another portal's dialect is another implementation. */
export type IdentityProvider = {
  /** Where to send the browser. @throws TransientError IDENTITY_UNREACHABLE */
  begin(redirectUri: string): Promise<{ url: string; pending: PendingSignIn }>;
  /**
   * The person who came back to `callback`, the full URL with its query.
   * @throws InputError SIGN_IN_REFUSED with what the identity portal said; TransientError IDENTITY_UNREACHABLE
   */
  finish(callback: URL, pending: PendingSignIn): Promise<Identity>;
};
