import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '../../core/domain/account.ts';
import { InputError, TransientError } from '../../core/domain/errors.ts';
import type { Addressee } from '../../core/domain/envelope.ts';
import type { Hex } from '../../core/domain/hex.ts';
import { internalBlockDigest, signedBlockToJson, type SignedBlock } from '../../core/domain/internal-block.ts';
import { parseNetwork, type Network } from '../../core/domain/network.ts';
import { openHttpSession, type HttpSession } from './http-session.ts';
import type { BlockStatusJson, DirectoryJson, MeJson, PremiseJson } from './portal-api.ts';

/** A person of the sandbox, as the identity portal's list of persons has them. */
export type Person = { login: string; premise: string };

/** A stand-in for a person at a browser: the same HTTP conversation, the same keys and the same code of core/domain. */
export type Resident = {
  readonly person: Person;
  readonly account: Account;
  readonly network: Network;
  readonly portalUrl: string;
  readonly session: HttpSession;
  readonly csrfToken: string;
  readonly directory: DirectoryJson['participants'];
};

const POLL_MS = 120;
const PATIENCE_MS = 60_000;

/** Signs in at the sandbox's identity portal through the portal's program and reads what everyone may read. */
export async function signIn(args: { person: Person; account: Account; portalUrl: string }): Promise<Resident> {
  const { person, account, portalUrl } = args;
  const session = openHttpSession();
  let page = await session.get(`${portalUrl}/auth/sign-in?returnTo=/`);
  for (let i = 0; i < 4 && new URL(page.url).host !== new URL(portalUrl).host; i++) {
    const form = formOf(page.body, page.url, person.login);
    page = await session.submit(form.action, form.fields);
  }
  const me = (await session.json('GET', `${portalUrl}/api/me`)) as MeJson;
  if (!me.signedIn) throw new InputError('SIGN_IN_FAILED', `${person.login} could not sign in: ${page.status} at ${page.url}.`);
  const { network } = (await session.json('GET', `${portalUrl}/api/network`)) as { network: unknown };
  const { participants } = (await session.json('GET', `${portalUrl}/api/directory`)) as DirectoryJson;
  return { person, account, network: parseNetwork(network), portalUrl, session, csrfToken: me.csrfToken, directory: participants };
}

/** GET of a portal route as this resident. */
export async function ask<T>(resident: Resident, path: string): Promise<T> {
  return (await resident.session.json('GET', `${resident.portalUrl}${path}`)) as T;
}

/** POST to a portal route as this resident. */
export async function tell<T>(resident: Resident, path: string, body: unknown): Promise<T> {
  const headers = { 'x-csrf-token': resident.csrfToken };
  return (await resident.session.json('POST', `${resident.portalUrl}${path}`, body, headers)) as T;
}

/** The premise of this person, with the state of its enrolment. */
export async function ownPremise(resident: Resident): Promise<PremiseJson> {
  const me = await ask<MeJson>(resident, '/api/me');
  const premise = me.signedIn ? me.premises.find((one) => one.premise === resident.person.premise) : undefined;
  if (!premise) throw new InputError('PREMISE_MISSING', `${resident.person.login} does not own ${resident.person.premise}.`);
  return premise;
}

/** A public participant as an addressee of envelopes. */
export function addresseeOf(resident: Resident, address: Hex): Addressee {
  const found = resident.directory.find((one) => one.address === address);
  if (!found) throw new InputError('PARTICIPANT_UNKNOWN', `${address} is not in the public directory.`);
  return { address: found.address, encryptionKey: found.encryptionKey };
}

/** Unix seconds now, by the resident's clock. */
export function now(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}

/**
 * Hands an internal block to the portal and waits until the ledger holds it.
 * @throws InputError with the ledger's error name when it is refused
 */
export async function send(resident: Resident, signed: SignedBlock, path = '/api/blocks'): Promise<Hex> {
  const digest = internalBlockDigest(resident.network.chainId, signed.ledger, signed.block);
  await tell(resident, path, signedBlockToJson(signed));
  await until(`block ${digest} is recorded`, async () => {
    const status = await ask<BlockStatusJson>(resident, `/api/blocks/${digest}`);
    if (status.state === 'refused') throw new InputError(status.error?.name ?? 'REFUSED', status.error?.message ?? `The ledger refused ${digest}.`);
    return status.state === 'recorded' ? true : undefined;
  });
  return digest;
}

/** Polls until the question has an answer. @throws TransientError NOT_IN_TIME after a minute (or `patienceMs`) */
export async function until<T>(what: string, question: () => Promise<T | undefined>, patienceMs = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new TransientError('NOT_IN_TIME', `Waited ${patienceMs / 1000} s in vain until ${what}.`);
    await wait(POLL_MS);
  }
}

/** The page's form that signs this person in: the one that names the login, or the only one. */
function formOf(html: string, base: string, login: string): { action: string; fields: Record<string, string> } {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => ({ head, body }));
  const form = forms.find(({ body }) => body.includes(`value="${login}"`)) ?? forms[0];
  if (!form) throw new InputError('SIGN_IN_FAILED', `There is no form to sign in at ${base}.`);
  const fields: Record<string, string> = {};
  for (const [tag] of form.body.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1];
    const value = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '';
    if (name === undefined || (/type="radio"/.test(tag) && value !== login)) continue;
    if (fields[name] === undefined || value === login) fields[name] = value;
  }
  const action = /\baction="([^"]*)"/.exec(form.head)?.[1] ?? base;
  return { action: new URL(action.replaceAll('&amp;', '&'), base).href, fields };
}
