import type { Account } from '../../../../../core/domain/ledger/account.ts';
import type { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { KeyedNetwork } from '../../../../../core/domain/seal/seal-keys.ts';
import { makeEnrol } from '../../../../../core/domain/resident/make-enrol.ts';
import type { Api } from '../../api/api.ts';
import type { Premise } from '../../api/me-schema.ts';
import type { Participant } from '../../api/schemas.ts';
import type { ChainMemory } from '../../keys/heads.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { loadParticipant } from '../network/load-participants.ts';
import type { TrustedWitnesses } from '../witness-policy.ts';
import { provedDate } from './proved-date.ts';

/** Signs that one asks to take part with these keys, and keeps it; the progress then shows in `/api/me`. @returns the act's id in the outbox */
export function enrol(args: {
  api: Api;
  network: KeyedNetwork;
  directory: readonly Participant[];
  directoryFault?: InputError;
  witnesses: TrustedWitnesses;
  chain: ChainMemory;
  outbox: Outbox;
  account: Account;
  premise: Pick<Premise, 'premise' | 'personalAccount'>;
}): Promise<Hex> {
  const { network, account } = args;
  const { premise, personalAccount } = args.premise;
  return args.outbox.keep({
    kind: 'enrol',
    content: { premise, personalAccount },
    sign: async (replaces) => {
      const signed = await makeEnrol({
        network,
        account,
        timestamp: await provedDate(args),
        replaces,
        premise,
        personalAccount,
        company: await loadParticipant(args, network.company),
        portal: await loadParticipant(args, network.portal),
      });
      return [signed];
    },
  });
}
