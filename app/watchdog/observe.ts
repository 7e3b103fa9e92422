import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { parseStanding, type SignedStanding } from '../../core/domain/seal/words/standing.ts';
import { parseToldHead, type ToldHead } from '../../core/domain/seal/told-head.ts';
import { fetchBounded, parseJson, type BoundedAnswer } from '../../core/runtime/fetch-bounded.ts';
import { isLateAlone, lateWorkIn, type LateWork } from './late/late-work.ts';
import type { Source } from './sources.ts';

/** One look at a program. Nothing in it is believed beyond what it says of the program itself. */
export type Observation = {
  source: Source;
  up: boolean;
  /** Why it calls itself ill. */
  illness: string | undefined;
  /** Whether a sealer says that it makes blocks, or that it stands by. */
  role: string | undefined;
  /** Which replica a program reads, and which it would read rather. */
  reading: { url: string; first: string } | undefined;
  head: ToldHead | undefined;
  /** What the sealer signed that is the newest block; unchecked here. */
  standing: SignedStanding | undefined;
  /** Internal blocks that wait at a sealer. */
  queued: number;
  /** First block that the portal has not read. */
  nextBlock: bigint | undefined;
  /** Its clock less ours. */
  clockOffsetMs: number | undefined;
  diskFreeBytes: number | undefined;
  /** Of the file system; programs of one host and one size have one disk. */
  diskSizeBytes: number | undefined;
  /** The proofs that a replica keeps, unchecked. */
  evidence: unknown[];
  /** What it says of itself that is late; `undefined` where it says nothing of it. */
  late: LateWork[] | undefined;
  /** What it said that cannot be. */
  lie: string | undefined;
};

const SMALL_BYTES = 2 * 1024 * 1024;
const EVIDENCE_BYTES = 64 * 1024 * 1024;

/** Asks a program what its role can tell. Never throws but for the signal: what is not answered is missing. */
export async function observe(
  source: Source,
  args: { now: () => number; timeoutMs: number; signal: AbortSignal },
): Promise<Observation> {
  const seen: Observation = { ...NOTHING, source };
  const ask = async (path: string, take: (answer: BoundedAnswer) => void, maxBytes = SMALL_BYTES): Promise<void> => {
    try {
      take(await fetchBounded(source.url + path, { signal: args.signal, timeoutMs: args.timeoutMs, maxBytes }));
    } catch (error) {
      if (error instanceof InputError) seen.lie ??= error.message;
      else if (!(error instanceof TransientError)) throw error;
    }
  };
  const isChain = source.role === 'sealer' || source.role === 'replica';
  const asked = args.now();
  await Promise.all([
    ask('/health', (answer) => takeHealth(seen, answer, (asked + args.now()) / 2)),
    ask('/metrics', ({ text }) => {
      seen.diskFreeBytes = diskBytesIn(text, 'free');
      seen.diskSizeBytes = diskBytesIn(text, 'size');
    }),
    isChain && ask('/v1/head', (answer) => (seen.head = headIn(source, answer))),
    source.role === 'sealer' && ask('/v1/standing', (answer) => (seen.standing = standingIn(source, answer))),
    source.role === 'replica' &&
      ask('/v1/evidence', (answer) => (seen.evidence = evidenceIn(source, answer)), EVIDENCE_BYTES),
  ]);
  return seen;
}

/** Of a source that said nothing. */
export const NOTHING = {
  up: false,
  illness: undefined,
  role: undefined,
  reading: undefined,
  head: undefined,
  standing: undefined,
  queued: 0,
  nextBlock: undefined,
  clockOffsetMs: undefined,
  diskFreeBytes: undefined,
  diskSizeBytes: undefined,
  evidence: [],
  late: undefined,
  lie: undefined,
};

function takeHealth(seen: Observation, answer: BoundedAnswer, halfway: number): void {
  seen.up = true;
  // The Date header counts whole seconds: on average it is half a second old.
  if (answer.dateMs !== undefined) seen.clockOffsetMs = answer.dateMs + 500 - halfway;
  const body = looseFields(parseJson(`${seen.source.url}/health`, answer.text));
  seen.late = lateWorkIn(answer.status, body);
  if (answer.status !== 200 && !isLateAlone(body))
    seen.illness = textOf(body['detail']) ?? `it answers ${answer.status}`;
  seen.role = textOf(body['role']);
  const { url, first } = looseFields(body['reading']);
  if (typeof url === 'string' && typeof first === 'string')
    seen.reading = { url: url.slice(0, 300), first: first.slice(0, 300) };
  const queued = body['queued'];
  if (typeof queued === 'number') seen.queued = queued;
  const next = textOf(body['nextBlock']);
  if (next !== undefined && /^\d{1,15}$/.test(next)) seen.nextBlock = BigInt(next);
}

function headIn(source: Source, { status, text }: BoundedAnswer): ToldHead | undefined {
  if (status !== 200) return undefined;
  return parseToldHead(parseJson(`${source.url}/v1/head`, text));
}

/** One that stands by, or cannot make blocks, gives none. */
function standingIn(source: Source, { status, text }: BoundedAnswer): SignedStanding | undefined {
  if (status !== 200) return undefined;
  return parseStanding(parseJson(`${source.url}/v1/standing`, text));
}

function evidenceIn(source: Source, { status, text }: BoundedAnswer): unknown[] {
  if (status !== 200) return [];
  const list = looseFields(parseJson(`${source.url}/v1/evidence`, text))['evidence'];
  return Array.isArray(list) ? list.slice(0, 100) : [];
}

function diskBytesIn(metrics: string, what: 'free' | 'size'): number | undefined {
  const found = new RegExp(`^domledger_\\w+_disk_${what}_bytes ([\\d.e+]+)$`, 'm').exec(metrics)?.[1];
  return found === undefined ? undefined : Number(found);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 300) : undefined;
}
