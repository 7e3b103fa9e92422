import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { ZERO_LINK } from '../../../core/domain/reading/frame.ts';
import type { DownMessage, ReportedHead } from '../../messages.ts';
import type { ChannelHead } from '../inbox/inbox-rows.ts';

const NONE: ChannelHead = { sequence: 0n, time: 0n, head: ZERO_LINK };

/**
 * Where channels stand, for the gateway that asks: the newest frame of inbox or ledger, and how far the ledger itself is. The heads of channels are
 * public on the ledger. While it is away the inbox alone counts, and channels that the inbox does not know are left out: the gateway asks again.
 */
export async function reportHeads(
  context: {
    inbox: { channelHead(channel: Hex): ChannelHead | undefined };
    ledgerHead: (channel: Hex) => Promise<ChannelHead | undefined>;
  },
  channels: readonly Hex[],
): Promise<DownMessage> {
  const { inbox, ledgerHead } = context;
  const away = (error: unknown): 'away' => {
    if (error instanceof TransientError) return 'away';
    throw error;
  };
  const report = async (channel: Hex): Promise<ReportedHead[]> => {
    const onLedger = await ledgerHead(channel).catch(away);
    const inInbox = inbox.channelHead(channel);
    if (onLedger === 'away' && inInbox === undefined) return [];
    const recorded = onLedger === 'away' ? undefined : onLedger;
    const { sequence, time, head } = newestHead(inInbox, recorded) ?? NONE;
    return [{ channel, sequence, time, head, recorded: recorded?.sequence ?? 0n }];
  };
  return { v: 1, heads: (await Promise.all(channels.map(report))).flat() };
}

/** The one that is further on. */
export function newestHead(
  inInbox: ChannelHead | undefined,
  onLedger: ChannelHead | undefined,
): ChannelHead | undefined {
  if (inInbox === undefined || onLedger === undefined) return inInbox ?? onLedger;
  return onLedger.sequence > inInbox.sequence ? onLedger : inInbox;
}
