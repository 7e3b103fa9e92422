import { createContext, use } from 'react';
import type { Api } from './api/api.ts';
import type { Premise, SignedInMe } from './api/me-schema.ts';
import type { Participant } from './api/schemas.ts';
import type { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { same } from '../../../core/domain/resident/recorded.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Database } from './keys/database.ts';
import type { KeptAnswers } from './kept/kept-answers.ts';
import type { ChainMemory } from './keys/heads.ts';
import type { Drafts } from './keys/drafts.ts';
import type { LockedWords } from './keys/locked-words.ts';
import type { SealedTexts } from './keys/sealed-texts.ts';
import type { Vault } from './keys/vault.ts';
import type { Calls } from './outbox/outbox.ts';
import type { Resident } from './resident/resident.ts';
import type { TrustedWitnesses } from './resident/witness-policy.ts';

/** What lives as long as the page: the browser's own stores. */
export type Device = {
  database: Database;
  vault: Vault;
  locked: LockedWords;
  chain: ChainMemory;
  texts: SealedTexts;
  answers: KeptAnswers;
  drafts: Drafts;
  calls: Calls;
};

/** Who is signed in at the portal, and for which flat. */
export type Session = {
  device: Device;
  api: Api;
  me: SignedInMe;
  premise: Premise;
  network: Network;
  directory: readonly Participant[];
  directoryFault?: InputError;
  witnesses: TrustedWitnesses;
  /** The witnesses that the portal names now, where they are others than those that this browser keeps. */
  offered?: TrustedWitnesses;
  choosePremise: (premise: string) => void;
};

export const SessionContext = createContext<Session | undefined>(undefined);
export const ResidentContext = createContext<Resident | undefined>(undefined);

export function useSession(): Session {
  return present(use(SessionContext));
}
export function useResident(): Resident {
  return present(use(ResidentContext));
}

/** An organisation's name by its address. */
export function useNames(): (address: Hex) => string {
  const { directory } = useSession();
  return (address) => directory.find((each) => same(each.address, address))?.name ?? '…';
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a component stands outside its context');
  return value;
}
