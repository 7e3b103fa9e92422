import { setTimeout as wait } from 'node:timers/promises';
import { createApi } from '../../app/web/src/api/api.ts';
import { meSchema, type Premise } from '../../app/web/src/api/schemas.ts';
import type { ChainMemory } from '../../app/web/src/keys/heads.ts';
import type { TrustedWitnesses } from '../../app/web/src/resident/witness-policy.ts';
import { enrol as askToTakePart } from '../../app/web/src/resident/act/enrol.ts';
import { loadNetwork } from '../../app/web/src/resident/load/load-network.ts';
import type { Resident } from '../../app/web/src/resident/resident.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { seeHead, type SeenHeads } from '../../core/domain/seal/light-client-heads.ts';
import { type Handover } from '../../core/domain/seal/seal-keys.ts';
import { learnHandovers, originOf } from '../../core/domain/handovers/check-handovers.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { networkToJson } from '../../core/domain/ledger/network.ts';
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
  const chain = chainMemory();
  return { api, ...(await loadNetwork({ api, chain })), account, chain, person, portalUrl, session };
}

/** Asks to take part and waits until the portal has attested and the company has registered (S1). Doing it again is harmless. */
export async function enrol(resident: SandboxResident): Promise<void> {
  const premise = await ownPremise(resident);
  if (premise.subscriber === null) await askToTakePart({ ...resident, premise });
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

/** What a browser keeps in its database, in memory. */
function chainMemory(): ChainMemory {
  let pinned: string | undefined;
  let witnesses: TrustedWitnesses | undefined;
  let seen: SeenHeads = [];
  let handovers: readonly Handover[] = [];
  const attempts = new Map<Hex, bigint>();
  return {
    pin: (network) => {
      const text = JSON.stringify(networkToJson(network));
      pinned ??= text;
      if (pinned !== text)
        return Promise.reject(new InputError('NETWORK_CHANGED', 'The portal names another network than before.'));
      return Promise.resolve(network);
    },
    learn: (network, told) => {
      handovers = learnHandovers(originOf(network), handovers, told);
      return Promise.resolve(handovers);
    },
    trustWitnesses: (told) => {
      witnesses = told;
      return Promise.resolve();
    },
    pinWitnesses: (told) => Promise.resolve((witnesses ??= told)),
    seen: () => Promise.resolve(seen),
    see: (args) => {
      seen = seeHead({ ...args, seen });
      return Promise.resolve();
    },
    attempted: (channel) => Promise.resolve(attempts.get(channel) ?? 0n),
    attempt: (channel, sequence) => {
      attempts.set(channel, sequence);
      return Promise.resolve();
    },
    keepWord: () => Promise.resolve(),
  };
}
