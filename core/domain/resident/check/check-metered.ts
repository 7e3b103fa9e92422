import type { ReadingOpening } from '../../billing/bill-open.ts';
import type { MeteredLine } from '../../ledger/block-data.ts';
import { contentOf } from '../../reading/open-frame.ts';
import { openPeriodKeys, openReading } from '../../reading/open-readings.ts';
import { same } from '../recorded.ts';
import { present } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';
import { checkChain, checkFrames } from './check-frames.ts';
import type { ChannelSpan } from './check-frames.ts';
import { openClosing } from './open-closing.ts';
import { absentUnless, runCheck } from './run-check.ts';
import type { Check } from './run-check.ts';

/**
 * The readings behind the lines of a bill: signed by the meters' devices, in one chain, and opened by this account. All three are absent from a bill
 * without metered lines.
 */
export async function checkMetered(
  bill: BillCase,
  lines: readonly MeteredLine[],
): Promise<{ checks: Check[]; readings: ReadingOpening[] | undefined }> {
  const { network, evidence } = bill;
  const { meters, frames, batches } = evidence;
  const spans = lines.map(spanOf);
  const meter = await runCheck('meter', () => {
    for (const span of spans) checkFrames({ network, span, meters, frames, batches });
  });
  const chain = await runCheck('chain', () => {
    for (const span of spans) checkChain({ network, span, frames });
  });
  const readings = await runCheck('readings', () => openSpans(bill, spans));
  const checks = [meter.check, chain.check, readings.check].map((check) => absentUnless(spans.length > 0, check));
  return { checks, readings: readings.value };
}

function spanOf({ meterId, obis, openSequence, closeSequence }: MeteredLine): ChannelSpan {
  return { meterId, obis, openSequence, closeSequence };
}

/** The first and the last reading of each span: by an own key, or by the handover behind it. */
async function openSpans(
  { network, account, evidence }: BillCase,
  spans: readonly ChannelSpan[],
): Promise<ReadingOpening[]> {
  const keys = await openPeriodKeys({ network, account, periodKeyEnvelopes: evidence.periodKeyEnvelopes });
  const ends = spans.flatMap(({ meterId, obis, openSequence, closeSequence }) =>
    [openSequence, closeSequence].map(async (sequence) => {
      const found = evidence.frames.find(
        (each) => same(each.meterId, meterId) && same(each.obis, obis) && each.frame.sequence === sequence,
      );
      const own = present(found, 'FRAMES_MISSING', `Reading ${sequence} of the meter is not there yet.`);
      const reading = openReading({ ...keys, timeZone: network.timeZone, own });
      const told =
        reading.state === 'closed' ? await openClosing({ network, account }, evidence.meters, own) : undefined;
      const { value, blinding } = told ?? contentOf(reading);
      return { channel: reading.frame.channel, sequence, value, blinding };
    }),
  );
  return Promise.all(ends);
}
