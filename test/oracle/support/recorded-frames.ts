import { readPages } from '../../../core/chain/follow.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { frameDomain } from '../../../core/domain/reading/frame.ts';
import { contentOf } from '../../../core/domain/reading/open-frame.ts';
import { openOwnReadings } from '../../../core/domain/reading/open-readings.ts';
import { decodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { rebuildFrames } from '../../../core/domain/reading/rebuild-frames.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { FrameContent } from '../../../core/domain/reading/open-frame.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';

export type RecordedFrame = Frame & { ciphertext: Uint8Array };
export type RecordedReadings = {
  blocks: RecordedBlock[];
  frames: (RecordedFrame & { subject: Hex })[];
  keys: BlockData['PERIOD_KEYS'][];
};

/** Everything that the ReadingLedger holds, from block 0. */
export async function recordedReadings(ledger: Ledger): Promise<RecordedReadings> {
  const blocks: RecordedBlock[] = [];
  for await (const page of readPages(ledger.client, 0n, await ledger.client.head())) blocks.push(...page.blocks);
  const { network } = ledger.client;
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const heads = new Map();
  const readings = blocks.filter(({ block }) => block.kind === KIND.READINGS);
  return {
    blocks,
    frames: readings.flatMap(({ data, block }) =>
      decodeReadings(data).flatMap((batch) =>
        rebuildFrames(batch, { algorithm: 1, domain, heads }).map(({ frame, ciphertext }) => ({
          ...frame,
          ciphertext,
          subject: block.subject,
        })),
      ),
    ),
    keys: blocks
      .filter(({ block }) => block.kind === KIND.PERIOD_KEYS)
      .map(({ data }) => decodeData('PERIOD_KEYS', data)),
  };
}

/**
 * What an account reads in a recorded frame, with all keys of its meter that were announced to it.
 * @throws InputError PERIOD_KEY_MISSING, PAYLOAD_NOT_OPENED and those of damaged frames
 */
export async function openRecorded(args: {
  network: Network;
  keys: RecordedReadings['keys'];
  account: Account;
  meterId: Hex;
  frame: RecordedFrame;
}): Promise<FrameContent> {
  const { network, account, meterId, frame } = args;
  const [opened] = await openOwnReadings({
    network,
    account,
    periodKeyEnvelopes: args.keys.filter((key) => key.meterId === meterId).toReversed(),
    frames: [{ meterId, obis: '0x', frame, ciphertext: frame.ciphertext }],
  });
  if (opened === undefined) throw new Error('one frame gives one reading');
  return contentOf(opened);
}

/** The ledger's frames by channel, in the order of recording; fails unless each channel counts 1, 2, 3 … */
export function framesByChannel(frames: readonly RecordedFrame[]): Map<Hex, RecordedFrame[]> {
  const channels = new Map<Hex, RecordedFrame[]>();
  for (const frame of frames) channels.set(frame.channel, [...(channels.get(frame.channel) ?? []), frame]);
  for (const [channel, list] of channels) {
    list.forEach((frame, index) => {
      if (frame.sequence !== BigInt(index + 1))
        throw new Error(`frame ${index + 1} of ${channel} has sequence ${frame.sequence}`);
    });
  }
  return channels;
}
