import { setTimeout as wait } from 'node:timers/promises';
import { createApi } from '../../app/web/src/api/api.ts';
import { meSchema, type Premise } from '../../app/web/src/api/me-schema.ts';
import { openChainMemory } from '../../app/web/src/keys/heads.ts';
import { untilRecorded } from '../../app/web/src/outbox/settle-act.ts';
import { attach } from '../../app/web/src/resident/act/attach.ts';
import { enrol as askToTakePart } from '../../app/web/src/resident/act/enrol.ts';
import { loadNetwork } from '../../app/web/src/resident/network/load-network.ts';
import type { Resident } from '../../app/web/src/resident/resident.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { memoryDatabase } from './memory-database.ts';
import { memoryOutbox } from './memory-outbox.ts';
import { formOf } from './page-form.ts';
import { openHttpSession, type HttpSession } from './http-session.ts';

/** A person of the sandbox, as the identity portal's list of persons has them. */
export type Person = { login: string; premise: string };

/** A stand-in for a person at a browser: the same conversation over HTTP, the same keys, and the very code that the pages run. */
export type SandboxResident = Resident & {
  readonly person: Person;
  readonly portalUrl: string;
  readonly session: HttpSession;
};

const POLL_MS = 250;
const PATIENCE_MS = 60_000;

/** Signs in at the sandbox's identity portal through the portal's program, and reads what everyone may read. */
export async function signIn(args: { person: Person; account: Account; portalUrl: string }): Promise<SandboxResident> {
  const { person, account, portalUrl } = args;
  const session = openHttpSession();
  let page = await session.get(`${portalUrl}/auth/sign-in?returnTo=/`);
  for (let i = 0; i < 4 && new URL(page.url).host !== new URL(portalUrl).host; i++) {
    const form = formOf(page, person.login);
    page = await session.submit(form.action, form.fields);
  }
  const fetch = session.fetchFrom(portalUrl);
  const me = await createApi({ fetch }).get('/api/me', meSchema);
  if (!me.signedIn)
    throw new InputError('SIGN_IN_FAILED', `${person.login} could not sign in: ${page.status} at ${page.url}.`);
  const api = createApi({ fetch, csrfToken: me.csrfToken });
  const database = memoryDatabase();
  const chain = openChainMemory(database);
  const loaded = await loadNetwork({ api, chain });
  const outbox = memoryOutbox(database, loaded.network, account.address);
  return { api, ...loaded, account, chain, outbox, person, portalUrl, session };
}

/** Asks to take part and waits until the portal has attested and the company has registered (S1). Doing it again is harmless. */
export async function enrol(resident: SandboxResident): Promise<void> {
  const premise = await ownPremise(resident);
  if (premise.subscriber === null && !(await attach({ ...resident, premise })))
    await untilRecorded(resident, await askToTakePart({ ...resident, premise }));
  await until(`${premise.premise} is registered by the company`, async () => {
    const { enrolment, reason } = await ownPremise(resident);
    if (enrolment === 'refused' || enrolment === 'suspended')
      throw new InputError('ENROLMENT_REFUSED', reason ?? `${premise.premise} was refused.`);
    return enrolment === 'active' ? true : undefined;
  });
}

/** The premise of this person, with the state of its enrolment. */
export async function ownPremise(resident: SandboxResident): Promise<Premise> {
  const me = await resident.api.get('/api/me', meSchema);
  const premise = me.signedIn ? me.premises.find((one) => one.premise === resident.person.premise) : undefined;
  if (!premise)
    throw new InputError('PREMISE_MISSING', `${resident.person.login} does not own ${resident.person.premise}.`);
  return premise;
}

/** Polls until the question has an answer. @throws TransientError NOT_IN_TIME after a minute (or `patienceMs`) */
export async function until<T>(
  what: string,
  question: () => Promise<T | undefined>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline)
      throw new TransientError('NOT_IN_TIME', `Waited ${patienceMs / 1000} s in vain until ${what}.`);
    await wait(POLL_MS);
  }
}
