import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { checkSignedBlock, signedBlockFromJson, type SignsFor } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { createKeyHistory } from '../../../core/domain/keys/key-history.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Proof } from './proof.ts';

/** What a register message says of keys, and the entries that say something else. */
export type RegisterKeys = { signsFor: SignsFor; changes: Proof[]; rest: unknown[] };

/**
 * Whose keys signed what a register message holds: the message has every KEY_ROTATE of whom it names, the first one first. A gateway sees no ledger, so that any key
 * counts that an account has or had: which entry is the newest, the entries' own times say.
 * @param onRefused hears of each change that does not hold
 */
export function registerKeys(
  network: Network,
  blocks: readonly unknown[],
  onRefused: (error: InputError) => void,
): RegisterKeys {
  const history = createKeyHistory(network);
  const found: RegisterKeys = { signsFor: history.wasSignedByAccount, changes: [], rest: [] };
  for (const json of blocks) {
    try {
      const signed = signedBlockFromJson(json);
      const { kind, from, timestamp } = signed.block;
      if (kind !== KIND.KEY_ROTATE || signed.ledger !== network.contracts.participants) found.rest.push(json);
      else {
        checkSignedBlock(domainOf(network), signed, history.isSignedByAccount);
        history.rotate(from, decodeData('KEY_ROTATE', signed.data));
        found.changes.push({ subject: from, kind, timestamp, signed });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onRefused(error);
    }
  }
  return found;
}

/** Which key signs now, as far as it is proven here. */
export function provenKeyOf(store: Pick<GatewayStore, 'proof'>): SignsFor {
  return (key, account) => key === (keyChangeOf(store, account)?.key ?? account);
}

/** The newest KEY_ROTATE of an account, and when it was signed. */
export function keyChangeOf(
  store: Pick<GatewayStore, 'proof'>,
  account: Hex,
): { key: Hex; encryptionKey: Hex; timestamp: bigint } | undefined {
  const proof = store.proof(account, KIND.KEY_ROTATE);
  if (proof === undefined) return undefined;
  const { key, encryptionKey } = decodeData('KEY_ROTATE', signedBlockFromJson(JSON.parse(proof.signedBlock)).data);
  return { key, encryptionKey, timestamp: proof.timestamp };
}
