import { localDate } from '../../../core/domain/billing/period.ts';
import { KIND, kindName } from '../../../core/domain/ledger/kinds.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Past } from './past.ts';
import { openKnownBill } from './people.ts';

/**
 * What stands on the ledgers as a line for each fact: its local day, its kind, who said it to whom, and of a bill its month and what it asks for. The lines are
 * sorted: which of two facts of one moment came first is nothing that a seed says. Readings stand frame by frame, since how many share a block is a matter of pace.
 */
export async function factsOf(past: Past): Promise<string[]> {
  const { view, plan, timeZone } = past;
  await view.refresh();
  const names = new Map<Hex, string>([
    ...Object.entries(plan.accounts).map(([name, address]): [Hex, string] => [address, name]),
    ...[...past.people].map(([premise, { address }]): [Hex, string] => [address, premise]),
  ]);
  const nameOf = (address: Hex): string => names.get(address) ?? '-';
  const lines: string[] = [];
  for (const recorded of view.blocks) {
    const { block } = recorded;
    if (block.kind === KIND.READINGS || block.kind === KIND.PERIOD_KEYS) continue;
    const said = `${localDate(block.timestamp, timeZone)} ${kindName(block.kind)} ${nameOf(block.from)} ${nameOf(block.to)}`;
    if (block.kind !== KIND.INVOICE) lines.push(said);
    else {
      const { period, resource, total } = await openKnownBill(past, recorded);
      lines.push(`${said} ${period} ${resource} ${total}`);
    }
  }
  for (const { time, channel, flags } of view.frames)
    lines.push(`${localDate(time, timeZone)} frame ${channel} ${flags}`);
  return lines.sort();
}
