import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { admissionDigest, type Admission } from '../../core/domain/seal/admission-receipt.ts';
import { refusalDigest, type Refusal } from '../../core/domain/seal/refusal.ts';
import { standingDigest, type Standing } from '../../core/domain/seal/words/standing.ts';
import type { UnsignedRecord } from './unsigned-record-json.ts';
import type { SealKeyring } from './seal-keyring.ts';
import { type NetworkDomain } from '../../core/domain/ledger/network.ts';

/** Signs seals. The caller has the unsigned record on disk before; the same unsigned record always gets the same signature. */
export type RecordSigner = {
  /**
   * @param sealHash the unsigned record's
   * @param key the seal key of the unsigned record's number
   * @throws InputError SEAL_KEY_MISSING; with a keeper also FENCED, ALREADY_SIGNED, TransientError KEEPER_UNREACHABLE
   */
  seal(unsigned: UnsignedRecord, sealHash: Hex, key: Hex): Promise<Hex>;
};

/** An admission with all that is needed to keep it. */
export type Promised = { admission: Admission; signed: SignedBlock };

/** Whoever signs in the company's name: the keys in the sealer's own folder, or a keeper elsewhere (`keeper/client.ts`). */
export type SealSigner = RecordSigner & {
  /** Signs an admission receipt. @throws as `seal` */
  promise(promised: Promised, key: Hex): Promise<Hex>;
  /** Signs that the queue did not take a block. @throws as `seal` */
  refuse(refusal: Refusal, key: Hex): Promise<Hex>;
  /** Signs which block is the newest one now. @throws as `seal`; with a keeper also InputError NOT_NEWEST */
  stand(standing: Standing, key: Hex): Promise<Hex>;
  /** @throws InputError SEAL_KEY_MISSING when it could not sign with this key */
  require(key: Hex): Promise<void>;
};

/** Signs with keys of this process. That no number is signed twice is the block log's care: each number has one unsigned record. */
export function localSealSigner(domain: NetworkDomain, keys: Pick<SealKeyring, 'find'>): SealSigner {
  return {
    seal: async (_unsigned, sealHash, key) => (await keys.find(key)).sign(sealHash),
    promise: async ({ admission }, key) => (await keys.find(key)).sign(admissionDigest(domain, admission)),
    refuse: async (refusal, key) => (await keys.find(key)).sign(refusalDigest(domain, refusal)),
    stand: async (standing, key) => (await keys.find(key)).sign(standingDigest(domain, standing)),
    require: async (key) => {
      await keys.find(key);
    },
  };
}
