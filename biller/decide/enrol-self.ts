import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { message, type Intent } from '../sender.ts';
import type { DecisionContext } from './decision-context.ts';

/** A program enrols its own account, with an empty envelope: nothing about it is private. */
export function enrolSelf(context: DecisionContext): Intent[] {
  const { state, account, settings } = context;
  // Another encryption key comes by KEY_ROTATE, REKEY and FOUNDER_REKEY alone.
  if (state.participants.has(account.address)) return [];
  const role = settings.role === 'company' ? ROLE.company : ROLE.provider;
  const data = { role, encryptionKey: account.encryptionKey, envelope: '0x' } as const;
  return [
    {
      key: `enrol:${account.address}:${account.encryptionKey}`,
      make: () => Promise.resolve(message({ ledger: 'participants', kind: 'ENROL' }, state.company, data)),
    },
  ];
}
