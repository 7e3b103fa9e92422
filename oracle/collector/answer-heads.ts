import { ZERO_32 } from '../../core/domain/hex.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { DownMessage, ReportedHead } from '../messages.ts';
import type { ChannelHead, Inbox } from './inbox-rows.ts';

/**
 * Tells a gateway where its channels stand: the newest frame in the inbox, else on the ledger, and how far the ledger itself is. So a gateway
 * learns what a lost inbox took with it. Channels of meters with another device are left out.
 */
export async function answerHeads(
  { inbox, ledgerHead }: { inbox: Inbox; ledgerHead: (channel: Hex) => Promise<ChannelHead | undefined> },
  gatewayId: string,
  channels: readonly Hex[],
): Promise<DownMessage> {
  const deviceId = inbox.deviceOf(gatewayId);
  const heads: ReportedHead[] = [];
  for (const channel of new Set(channels)) {
    if (deviceId === undefined || inbox.meterOfChannel(channel)?.deviceId !== deviceId) continue;
    const recorded = await ledgerHead(channel);
    const known = inbox.channelHead(channel);
    const newest = known !== undefined && known.sequence >= (recorded?.sequence ?? 0n) ? known : recorded;
    const { sequence, time, head, short } = newest ?? { sequence: 0n, time: 0n, head: ZERO_32, short: undefined };
    heads.push({
      channel,
      sequence,
      time,
      head,
      recorded: recorded?.sequence ?? 0n,
      ...(short === undefined ? {} : { short }),
    });
  }
  return { v: 1, heads };
}
