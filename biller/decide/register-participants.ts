import { InputError } from '../../core/domain/bytes/errors.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import type { Premise } from '../house-files.ts';
import { message, type Intent } from '../sender.ts';
import type { Participant } from '../state.ts';
import { orFault, type DecisionContext } from './decision-context.ts';

/** Registers the programs whose accounts the settings name, once they have enrolled with that role. */
export function registerPrograms(context: DecisionContext): Intent[] {
  return context.settings.participants.flatMap(({ address, role }) => {
    const participant = context.state.participants.get(address);
    if (participant === undefined || participant.registered || participant.suspended) return [];
    if (participant.role !== role) {
      context.fault(
        address,
        new InputError('ROLE_DIFFERS', `${address} enrolled as role ${participant.role}, the settings say ${role}.`),
      );
      return [];
    }
    return [registration(participant)];
  });
}

/**
 * Who lives where: for each premise of the list the subscriber that enrolled for it with its account number and that the portal attested.
 * Of two for one premise the registered one counts, else the earlier; the other is a fault.
 */
export async function householders(
  context: DecisionContext,
  premises: ReadonlyMap<string, Premise>,
): Promise<Map<string, Participant>> {
  const holders = new Map<string, Participant>();
  const subscribers = [...context.state.participants.values()].filter(
    (one) => one.role === ROLE.subscriber && one.attested && !one.suspended,
  );
  const ordered = [...subscribers.filter((one) => one.registered), ...subscribers.filter((one) => !one.registered)];
  for (const participant of ordered) {
    const premise = await orFault(context, participant.address, async () => {
      const enrolment = await context.decryptor.enrolment(participant);
      const known = premises.get(enrolment.premise);
      if (
        known === undefined ||
        (known.personalAccount !== '' && known.personalAccount !== enrolment.personalAccount)
      ) {
        throw new InputError(
          'PREMISE_UNKNOWN',
          `${participant.address} enrolled for a premise or account number that is not in the list.`,
        );
      }
      if (holders.has(known.premise)) {
        throw new InputError(
          'PREMISE_TAKEN',
          `${participant.address} enrolled for a premise that another subscriber holds. Suspend one of them.`,
        );
      }
      return known.premise;
    });
    if (premise !== undefined) holders.set(premise, participant);
  }
  return holders;
}

export function registerSubscribers(holders: ReadonlyMap<string, Participant>): Intent[] {
  return [...holders.values()].filter((one) => !one.registered).map(registration);
}

function registration(participant: Participant): Intent {
  const { address: account, role, encryptionKeyHash } = participant;
  return {
    key: `register:${account}:${encryptionKeyHash}`,
    make: () =>
      Promise.resolve(
        message({ ledger: 'participants', kind: 'REGISTER' }, account, { account, role, encryptionKeyHash }),
      ),
  };
}
