import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedBlock } from '../../core/chain/follow.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { DeviceKey } from '../../core/domain/crypto/device-signature.ts';
import { decodeData, type BlockData } from '../../core/domain/ledger/block-data.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import { frameDomain } from '../../core/domain/reading/frame.ts';
import { decodeReadings } from '../../core/domain/reading/readings-data.ts';
import { rebuildFrames } from '../../core/domain/reading/rebuild-frames.ts';
import type { BillEvidence } from '../../core/domain/resident/check/bill-evidence.ts';
import type { Recorded } from '../../core/domain/resident/recorded.ts';

const deviceJson = z.object({ algorithm: z.literal(1), x: z.string(), y: z.string() });

/** The public key of the gateway whose data stand in this folder. */
export function deviceKeyIn(folder: string): DeviceKey {
  const { algorithm, x, y } = deviceJson.parse(JSON.parse(readFileSync(join(folder, 'device.json'), 'utf8')));
  return { algorithm, x: BigInt(x), y: BigInt(y) };
}

/** What servers would hand over about a bill out of all that the ledgers hold, oldest first, but for the proof that it is sealed. */
export function billEvidence(args: {
  network: Network;
  blocks: readonly RecordedBlock[];
  /** Of all meters of the bill. */
  device: DeviceKey;
  invoice: RecordedBlock;
  issuer: Hex;
  terms: BillEvidence['terms'];
}): BillEvidence {
  const { blocks, network, device, issuer } = args;
  const of = (kind: keyof typeof KIND): RecordedBlock[] => blocks.filter(({ block }) => block.kind === KIND[kind]);
  const recorded = ({ ledger, block, signature, data, digest, position }: RecordedBlock): Recorded => {
    return { digest, position, signed: { ledger, block, signature, data } };
  };
  const registrations = of('METER_REGISTER');
  const channels = new Map(
    registrations.flatMap(({ data }) => {
      const meter: BlockData['METER_REGISTER'] = decodeData('METER_REGISTER', data);
      return meter.obis.map((obis): [Hex, { meterId: Hex; obis: Hex }] => [
        channelOf(meter.meterId, obis),
        { meterId: meter.meterId, obis },
      ]);
    }),
  );
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const heads = new Map();
  const batches = of('READINGS')
    .flatMap(({ data }) => decodeReadings(data))
    .map((batch) => ({ ...batch, rebuilt: rebuildFrames(batch, { algorithm: device.algorithm, domain, heads }) }));
  return {
    invoice: recorded(args.invoice),
    issuer,
    terms: args.terms,
    proof: undefined,
    meters: registrations.map((one) => {
      const { meterId } = decodeData('METER_REGISTER', one.data);
      const replaced = of('METER_REPLACE').find(({ block }) => block.subject === meterId);
      return { recorded: recorded(one), device, replacement: replaced === undefined ? null : recorded(replaced) };
    }),
    rates: of('RATE')
      .filter(({ block }) => block.from === issuer)
      .map(recorded),
    frames: batches.flatMap(({ rebuilt }) =>
      rebuilt.flatMap(({ frame, ciphertext }) => {
        const register = channels.get(frame.channel);
        return register === undefined ? [] : [{ ...register, frame, ciphertext }];
      }),
    ),
    batches: batches.map(({ deviceId, signature, rebuilt }) => ({
      deviceId,
      signature,
      frameHashes: rebuilt.map(({ hash }) => toHex(hash)),
    })),
    periodKeyEnvelopes: of('PERIOD_KEYS')
      .map(({ data }) => decodeData('PERIOD_KEYS', data))
      .toReversed(),
    payments: [],
    receipts: [],
    acts: [],
  };
}
