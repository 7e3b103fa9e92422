import { frameDomain } from '../../../../../core/domain/reading/frame.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { BatchEvidence } from '../../../../../core/domain/resident/check/check-frames.ts';
import type { OwnFrame } from '../../../../../core/domain/reading/open-readings.ts';
import type { CarriedPeriodKey } from '../../../../../core/domain/sealed/carried-envelope.ts';
import { ownFrameOf, readingsSchema } from '../../api/schemas.ts';
import type { ReadingsPage } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';

export type FetchedReadings = { frames: OwnFrame[]; batches: BatchEvidence[]; periodKeyEnvelopes: CarriedPeriodKey[] };

/** All frames of own meters in a time range (unix seconds, both ends included), still closed. */
export async function fetchReadings(
  resident: Resident,
  range: { meterId?: Hex; fromTime?: bigint; toTime?: bigint },
): Promise<FetchedReadings> {
  const domain = frameDomain(domainOf(resident.network), resident.network.contracts.readingLedger);
  const pages: ReadingsPage[] = [];
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '500' });
    if (range.meterId !== undefined) query.set('meterId', range.meterId);
    if (range.fromTime !== undefined) query.set('fromTime', String(range.fromTime));
    if (range.toTime !== undefined) query.set('toTime', String(range.toTime));
    if (after !== null) query.set('after', after);
    const page: ReadingsPage = await resident.api.get(`/api/readings?${query.toString()}`, readingsSchema);
    pages.push(page);
    after = page.next;
  } while (after !== null);
  return {
    frames: pages.flatMap((page) => page.frames.map((frame) => ownFrameOf(frame, domain))),
    batches: pages.flatMap((page) => page.batches),
    periodKeyEnvelopes: pages.flatMap((page) => page.periodKeys),
  };
}
