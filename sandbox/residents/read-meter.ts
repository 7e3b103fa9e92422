import type { Hex } from '../../core/domain/hex.ts';
import { InputError } from '../../core/domain/errors.ts';
import { makeManualReading, type ChannelTip } from '../../core/domain/resident/make-manual-reading.ts';
import { openPeriodKeys, periodKeyName } from '../../core/domain/resident/open-own-readings.ts';
import { periodOfFrame } from '../../core/domain/period.ts';
import type { MetersJson, ReadingsJson, RequestsJson } from './portal-api.ts';
import { addresseeOf, ask, now, send, type Resident } from './resident.ts';

/** The open requests to read a meter by hand (request 1.2, S43). */
export async function openRequests(resident: Resident): Promise<RequestsJson['requests']> {
  const { requests } = await ask<RequestsJson>(resident, '/api/requests');
  return requests.filter(({ manual, state }) => manual && state === 'open');
}

export async function metersOf(resident: Resident): Promise<MetersJson['meters']> {
  return (await ask<MetersJson>(resident, '/api/meters')).meters;
}

/** Every frame of the resident's meters or of one of them, page by page. */
export async function readingsOf(resident: Resident, meterId?: Hex): Promise<Omit<ReadingsJson, 'next'>> {
  const all: Omit<ReadingsJson, 'next'> = { frames: [], batches: [], periodKeys: [] };
  for (let after: string | null = ''; after !== null; ) {
    const query = new URLSearchParams({ limit: '500', ...(meterId ? { meterId } : {}), ...(after ? { after } : {}) });
    const page: ReadingsJson = await ask<ReadingsJson>(resident, `/api/readings?${query.toString()}`);
    all.frames.push(...page.frames);
    all.batches.push(...page.batches.filter((batch) => !all.batches.some((one) => one.digest === batch.digest && one.batch === batch.batch)));
    all.periodKeys.push(...page.periodKeys.filter((key) => !all.periodKeys.some((one) => one.digest === key.digest)));
    after = page.next;
  }
  return all;
}

/** Reads a meter by eye and sends the number; `time` in unix seconds is when it was read. Answers the digests of the blocks. */
export async function readMeter(
  resident: Resident,
  args: { meterId: Hex; mantissa: bigint; time: bigint; requestId?: Hex; close?: boolean },
): Promise<Hex[]> {
  const { network, account } = resident;
  const meter = (await metersOf(resident)).find((one) => one.meterId === args.meterId);
  const obis = meter?.obis[0];
  if (!meter || !obis) throw new InputError('METER_UNKNOWN', `${args.meterId} is not a meter of this resident.`);
  const { frames, periodKeys } = await readingsOf(resident, args.meterId);
  const last = frames.filter((frame) => frame.obis === obis).toSorted((a, b) => Number(BigInt(a.sequence) - BigInt(b.sequence))).at(-1);
  const keys = await openPeriodKeys({ account, periodKeyEnvelopes: periodKeys });
  const periodKey = keys.get(periodKeyName(args.meterId, periodOfFrame(args.time, network.timeZone)));
  const tip: ChannelTip | undefined = last && { sequence: BigInt(last.sequence), time: BigInt(last.time), frameHash: last.frameHash };
  const { blocks } = await makeManualReading({
    network,
    account,
    timestamp: now(),
    meterId: args.meterId,
    obis,
    exponent: meter.exponent,
    mantissa: args.mantissa,
    time: args.time,
    readers: [meter.provider, network.company, network.portal].map((address) => addresseeOf(resident, address)),
    ...(tip ? { tip } : {}),
    ...(periodKey ? { periodKey } : {}),
    ...(args.requestId ? { requestId: args.requestId } : {}),
    ...(args.close ? { close: true } : {}),
  });
  const digests: Hex[] = [];
  for (const block of blocks) digests.push(await send(resident, block));
  return digests;
}
