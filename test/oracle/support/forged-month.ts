import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { addPoints, commit } from '../../../core/domain/crypto/commitment.ts';
import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { readFact } from '../../../core/domain/ledger/read-fact.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash } from '../../../core/domain/reading/frame.ts';
import type { LastFrame } from '../../../core/domain/reading/follows-frame.ts';
import type { SignedBatch } from '../../../core/domain/reading/readings-data.ts';
import { rebuildFrames, type ChannelHeads, type RebuiltFrame } from '../../../core/domain/reading/rebuild-frames.ts';
import { openFileSigner } from '../../../oracle/gateway/device/device-signer.ts';
import { createFrameChecker } from '../../../sealer/verify/check-frames.ts';
import { createMeterHistory } from '../../../sealer/verify/meter-history.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import type { CheckedMonth } from './checked-month.ts';

/**
 * The dishonest twin of a month: the device itself seals another register under a frame's number and signs that batch anew, and everything
 * behind it stays. @returns what verify's check of frames says, and the page's checks that do not pass
 */
export async function forgeMonth(
  ledger: Ledger,
  month: CheckedMonth,
  sequence: bigint,
): Promise<{ verify: string; page: Record<string, string> }> {
  const { network } = ledger;
  const target = month.frames.find((frame) => frame.sequence === sequence);
  if (target === undefined) throw new Error(`no frame ${sequence}`);
  const { channel } = target;
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const folder = join(ledger.folder, 'gateway');
  const signer = openFileSigner({ file: join(folder, 'device-key.pem'), passwordFile: join(folder, 'password') });
  const sign = async (hashes: readonly Uint8Array[]): Promise<Uint8Array> => {
    const message = batchMessage(hashes);
    return normaliseSignature(signer.key, message, await signer.sign(message));
  };
  const commitment = addPoints(target.commitment, commit(1n, 0n));
  const heads = new Map<Hex, LastFrame>();
  const forged = async (batch: SignedBatch): Promise<SignedBatch> => {
    const rebuild = (one: SignedBatch, at: ChannelHeads): RebuiltFrame[] =>
      rebuildFrames(one, { algorithm: signer.key.algorithm, domain, heads: at });
    const before = new Map(heads);
    const at = rebuild(batch, heads).findIndex(({ frame }) => frame.channel === channel && frame.sequence === sequence);
    if (at < 0) return batch;
    const changed = { ...batch, frames: batch.frames.map((frame, n) => (n === at ? { ...frame, commitment } : frame)) };
    return { ...changed, signature: await sign(rebuild(changed, before).map(({ hash }) => hash)) };
  };

  const meters = createMeterHistory(network);
  const checker = createFrameChecker({
    domain: domainOf(network),
    readingLedger: network.contracts.readingLedger,
    meters,
  });
  const verify = async (): Promise<string> => {
    for (const { block, data } of month.blocks) {
      const fact = readFact({ kind: block.kind, data });
      if (fact.kind === 'DEVICE_REGISTER' || fact.kind === 'METER_REGISTER') meters.take(block, fact);
      if (fact.kind !== 'READINGS') continue;
      const batches = await Promise.all(fact.data.map(forged));
      try {
        checker.checkReadings(batches);
      } catch (error) {
        if (error instanceof InputError) return error.code;
        throw error;
      }
    }
    return 'ok';
  };

  const frames = month.evidence.frames.map((own) =>
    own.frame.channel === channel && own.frame.sequence === sequence
      ? { ...own, frame: { ...own.frame, commitment } }
      : own,
  );
  const [old, fresh] = [target, { ...target, commitment }].map((frame) => toHex(frameHash(encodeFrame(frame))));
  const batches = await Promise.all(
    month.evidence.batches.map(async (batch) => {
      if (!batch.frameHashes.some((hash) => hash === old)) return batch;
      const frameHashes = batch.frameHashes.map((hash) => (hash === old ? (fresh ?? hash) : hash));
      return { ...batch, frameHashes, signature: await sign(frameHashes.map(fromHex)) };
    }),
  );
  const page = Object.entries(await month.page({ frames, batches })).filter(([, said]) => said !== 'passed');
  return { verify: await verify(), page: Object.fromEntries(page) };
}
