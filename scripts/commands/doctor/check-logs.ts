import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { lookThroughFrames } from '../../../sealer/chain/frame-file.ts';
import { openSegmentFolder, segmentFile, segmentsOf } from '../../../sealer/chain/segments/segment-folder.ts';
import { snapshotWork } from '../../../sealer/guards/snapshot-work.ts';
import { snapshotFolder } from '../../../sealer/snapshot/snapshot-folder.ts';
import { fault, note, refusedBy, type Finding } from './findings.ts';
import type { Examined } from './read-machine.ts';

type Chained = Extract<Examined, { program: 'sealer' | 'replica' }>;
type Dated = { number: bigint; timestamp: bigint };

/** The open part of a log is short unless segments are off: then more than this is not looked through. */
const LOOKED_THROUGH = 512 * 1024 * 1024;

/** The log of blocks, that of the keeper, the queue, and the states that are written down. */
export async function checkLogs(one: Examined, args: { isRunning: boolean; now: () => number }): Promise<Finding[]> {
  if (one.program === 'keeper') return checkFrames(join(one.settings.data, 'keeper.log'), args.isRunning);
  if (one.program !== 'sealer' && one.program !== 'replica') return [];
  const findings =
    one.program === 'sealer' ? await checkFrames(join(one.settings.data, 'queue.log'), args.isRunning) : [];
  const file = join(one.settings.data, 'blocks.log');
  const blocks = new Map<string, Dated>();
  const damaged = [...(await checkSegments(file)), ...(await checkFrames(file, args.isRunning, dater(blocks)))];
  if (damaged.some(({ code }) => code === 'LOG_DAMAGED')) return [...findings, ...damaged];
  return [...findings, ...damaged, ...(await checkSnapshots(one, blocks, args.now))];
}

async function checkFrames(
  file: string,
  isRunning: boolean,
  visit: (text: string) => void = () => undefined,
): Promise<Finding[]> {
  if (!existsSync(file) || statSync(file).size > LOOKED_THROUGH) return [];
  const findings: Finding[] = [];
  const look = (): void => {
    const { size } = statSync(file);
    const ends = lookThroughFrames(file, visit);
    // What a running program writes at this moment is not torn.
    if (ends < size && !isRunning)
      findings.push(note('LOG_TORN', file, `${size - ends} bytes at its end are no whole frame.`));
  };
  findings.push(...(await refusedBy(file, look)));
  return findings;
}

async function checkSegments(log: string): Promise<Finding[]> {
  const folder = segmentsOf(log);
  return refusedBy(folder, () => {
    const opened = openSegmentFolder(folder);
    try {
      for (const segment of opened.list) {
        if (opened.isAway(segment)) continue;
        const file = segmentFile(folder, segment);
        if (!existsSync(file)) throw new InputError('LOG_DAMAGED', `${file} is missing. Restore it from a replica.`);
      }
    } finally {
      opened.close();
    }
  });
}

function dater(blocks: Map<string, Dated>): (text: string) => void {
  return (text) => {
    if (!text.startsWith('{')) return;
    const { number, timestamp } = looseFields(JSON.parse(text));
    if (typeof number !== 'string' || typeof timestamp !== 'string') return;
    blocks.set(number, { number: BigInt(number), timestamp: BigInt(timestamp) });
  };
}

async function checkSnapshots(one: Chained, blocks: ReadonlyMap<string, Dated>, now: () => number): Promise<Finding[]> {
  const { data, engine } = one.settings;
  if (engine !== 'embedded') return [];
  const folder = snapshotFolder(data);
  const findings: Finding[] = [];
  for (const number of folder.numbers().slice(0, 2)) {
    const where = join(data, 'snapshots', number.toString());
    findings.push(...(await refusedBy(where, () => folder.state(folder.manifest(number)))));
  }
  const known = [...blocks.values()];
  const head = known.at(-1);
  const oldest = known.at(0);
  if (head === undefined || oldest === undefined) return findings;
  // One that is in a segment is older than what follows it here, and late since then at least.
  const record = (number: number): Dated => blocks.get(number.toString()) ?? oldest;
  for (const { waitsSeconds = 0, atMostSeconds, what } of snapshotWork(
    { head, record },
    one.settings,
    () => now() / 1000,
    0,
  ))
    if (waitsSeconds > atMostSeconds)
      findings.push(fault('SNAPSHOT_LATE', join(data, 'snapshots'), `${what} for ${Math.round(waitsSeconds)} s.`));
  return findings;
}
