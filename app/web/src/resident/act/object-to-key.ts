import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { signFact } from '../../../../../core/domain/resident/sign-fact.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';

/**
 * By the living key: the one that company and portal named comes not into force. Its ledger refuses it with RekeyNotPending where it did, or somebody objected.
 * @returns the act's id in the outbox
 */
export function objectToKey(resident: Resident, key: Hex): Promise<Hex> {
  return resident.outbox.keep({
    kind: 'object',
    content: { key },
    sign: async (replaces) => {
      const { company } = resident.network;
      const fact = { ledger: 'participants', kind: 'REKEY_OBJECT', to: company, data: { key } } as const;
      return [signFact({ ...resident, timestamp: await provedDate(resident), replaces }, fact).signed];
    },
  });
}
