import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, utf8, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { toKeptJson } from '../../kept/kept-json.ts';
import type { InvoiceRecord } from '../../api/schemas.ts';
import type { LoadedContract } from '../load/load-contracts.ts';
import type { Resident } from '../resident.ts';

/** All that a verdict on a bill follows from and that may come to be another: a verdict counts as long as the digest of this is the same. */
export type Grounds = {
  resident: Pick<Resident, 'network' | 'witnesses' | 'account'>;
  /** Which pages judged: newer ones judge anew. */
  version: string;
  record: InvoiceRecord;
  contract: LoadedContract | undefined;
  previous: Recorded | undefined;
  /** Digests of what many bills rest on (`digestOf`). */
  meters: Hex;
  rates: Hex;
};

export function restsOn({ resident, version, record, contract, previous, meters, rates }: Grounds): Hex {
  const { network, witnesses, account } = resident;
  const { address, formerEncryptionKeys = [], lost } = account;
  const key = { address, former: formerEncryptionKeys.length, lost };
  return digestOf([version, network, witnesses, key, record, contract?.record, previous, meters, rates]);
}

export function digestOf(value: unknown): Hex {
  return toHex(sha256(utf8(toKeptJson(value))));
}
