import { periodKeyContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealEnvelope } from '../../../core/domain/crypto/envelope.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { periodKeyMessage } from '../../../core/domain/reading/payload.ts';
import { encodeUpMessage, messageName } from '../../messages.ts';
import { addresseesOf } from './addressees.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { GatewaySigner } from '../device/device-signer.ts';
import type { GatewayStore, KeyRow } from '../store/store-rows.ts';

/**
 * Queues announcements of the period keys that somebody lacks: every key that was never announced, to the owner whose it is, and the running period's key
 * again when the addressees changed (one of them has another encryption key). A new owner gets none of the keys before: the meter has another one since.
 * @returns the number of announcements queued, and why meters still wait
 */
export async function announceKeys(args: {
  store: GatewayStore;
  signer: GatewaySigner;
  network: Network;
  domain: Uint8Array;
  company: Hex;
}): Promise<{ announced: number; waiting: { meterId: Hex; missing: string }[] }> {
  const { store } = args;
  const waiting: { meterId: Hex; missing: string }[] = [];
  let announced = 0;
  for (const meterId of store.metersWithKeys()) {
    const found = addresseesOf(store, args, meterId);
    if (!('missing' in found)) store.claimKeys(meterId, found.owner);
    const keys = store.periodKeysOf(meterId);
    if ('missing' in found) {
      if (keys.some((key) => key.announcedFor === undefined)) waiting.push({ meterId, missing: found.missing });
      continue;
    }
    const newest = keys.findLast(({ owner }) => owner === found.owner);
    for (const key of keys) {
      if (key.announcedFor !== undefined && key !== newest) continue;
      const readers = key.owner === found.owner ? found : addresseesOf(store, args, meterId, key.owner || undefined);
      if ('missing' in readers) {
        waiting.push({ meterId, missing: readers.missing });
        continue;
      }
      const { addressees } = readers;
      const fingerprint = addressees.map(({ address, encryptionKey }) => `${address}:${encryptionKey}`).join(' ');
      if (key.announcedFor === fingerprint) continue;
      const message = await announcement({ ...args, key, addressees });
      store.transaction(() => {
        const name = messageName(message);
        store.queue(name, message);
        store.setAnnounced(key, fingerprint, name);
      });
      announced += 1;
    }
  }
  return { announced, waiting };
}

async function announcement(args: {
  signer: GatewaySigner;
  network: Network;
  domain: Uint8Array;
  key: KeyRow;
  addressees: { address: Hex; encryptionKey: Hex }[];
}): Promise<Uint8Array> {
  const { meterId, period, key } = args.key;
  const { deviceId } = args.signer;
  const context = periodKeyContext(args.network, { deviceId, meterId, period });
  const envelope = await sealEnvelope({ content: key, addressees: args.addressees, context });
  const message = periodKeyMessage({ domain: args.domain, meterId, period, envelope });
  const signature = normaliseSignature(args.signer.key, message, await args.signer.sign(message));
  return encodeUpMessage({
    periodKeys: { deviceId, meterId, period, envelope: fromHex(envelope), signature },
  });
}
