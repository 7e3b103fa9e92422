import { ZERO_32 } from '../../core/domain/hex.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { DownMessage, ReportedHead } from '../messages.ts';
import type { ChannelHead } from './inbox-rows.ts';

/**
 * Where channels stand, for the gateway that asks: the inbox's newest frame, else the ledger's, and how far the ledger itself is. The heads of channels are
 * public on the ledger.
 */
export async function reportHeads(
  context: {
    inbox: { channelHead(channel: Hex): ChannelHead | undefined };
    ledgerHead: (channel: Hex) => Promise<ChannelHead | undefined>;
  },
  channels: readonly Hex[],
): Promise<DownMessage> {
  const heads = await Promise.all(
    channels.map(async (channel): Promise<ReportedHead> => {
      const onLedger = await context.ledgerHead(channel);
      const { sequence, time, head, short } = newest(context.inbox.channelHead(channel), onLedger);
      const recorded = onLedger?.sequence ?? 0n;
      return { channel, sequence, time, head, recorded, ...(short === true ? { short } : {}) };
    }),
  );
  return { v: 1, heads };
}

function newest(inInbox: ChannelHead | undefined, onLedger: ChannelHead | undefined): ChannelHead {
  if (inInbox === undefined) return onLedger ?? { sequence: 0n, time: 0n, head: ZERO_32 };
  return onLedger !== undefined && onLedger.sequence > inInbox.sequence ? onLedger : inInbox;
}
