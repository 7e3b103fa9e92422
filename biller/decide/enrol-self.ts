import { ROLE } from '../../core/domain/kinds.ts';
import { message, type Intent } from '../sender.ts';
import type { Desk } from './desk.ts';

/** A program enrols its own account, with an empty envelope: nothing about it is private. */
export function enrolSelf(desk: Desk): Intent[] {
  const { state, account, settings } = desk;
  if (state.participants.get(account.address)?.encryptionKey === account.encryptionKey) return [];
  const role = settings.role === 'company' ? ROLE.company : ROLE.provider;
  const data = { role, encryptionKey: account.encryptionKey, envelope: '0x' } as const;
  return [
    {
      key: `enrol:${account.address}:${account.encryptionKey}`,
      make: () => Promise.resolve(message('participants', 'ENROL', state.company, data)),
    },
  ];
}
