import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { signFact } from '../../../../../core/domain/resident/sign-fact.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** By the living key: the one that company and portal named comes not into force. @throws as `sendBlock`; RekeyNotPending where it did, or somebody objected */
export async function objectToKey(resident: Resident, key: Hex): Promise<void> {
  const { network } = resident;
  const timestamp = await provedDate(resident);
  const fact = { ledger: 'participants', kind: 'REKEY_OBJECT', to: network.company, data: { key } } as const;
  const { signed } = signFact({ ...resident, timestamp }, fact);
  await sendBlock(resident, signed);
}
