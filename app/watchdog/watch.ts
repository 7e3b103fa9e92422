import { accusedIn } from '../../core/domain/evidence/accused-in.ts';
import type { Accused, Evidence } from '../../core/domain/evidence/evidence.ts';
import { evidenceName, evidenceToJson, parseEvidence } from '../../core/domain/evidence/evidence-json.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { describeAlarm, type Condition } from './alarm-texts.ts';
import type { Alarms } from './alarms.ts';
import type { CensoredFinder } from './censored/find-censored.ts';
import { judgeClaims, type Claim, type Verdicts } from './claims/judge-claims.ts';
import type { HeadChecks } from './check-heads.ts';
import { undecidedBy } from './late/judge-late.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import { judge, NO_PAST, type Limits, type Past } from './judge.ts';
import { NOTHING, observe, type Observation } from './observe.ts';
import type { SegmentDraw } from './past/draw-segment.ts';
import type { Promises } from './promises.ts';
import type { Source } from './sources.ts';

/** Blocks of one source that are looked into at each look. */
const CLAIMS_OF_ONE = 5;

/** The last look: what the page shows. */
export type Look = { atMs: number; observations: readonly Observation[]; newest: bigint | undefined };

export type WatchTools = {
  sources: readonly Source[];
  alarms: Alarms;
  heads: HeadChecks;
  promises: Promises;
  censored: CensoredFinder;
  segments: SegmentDraw;
  evidence: EvidenceFolder;
  /** The company, with the seal keys known now. */
  accused: () => Accused;
  limits: Limits;
  timeoutMs: number;
  now: () => number;
  log: Log;
};

/** Looks at everything, again and again until the signal. Nothing that a program says ends it; its own disk does. */
export async function watch(
  tools: WatchTools,
  args: { intervalMs: number; signal: AbortSignal; onLook: (look: Look) => void },
): Promise<void> {
  const { now, log } = tools;
  const { signal } = args;
  let past: Past = NO_PAST;
  while (!signal.aborted) {
    const begun = now();
    const { observations, claimed } = await lookAt(tools, signal);
    if (signal.aborted) return;
    const judged = judge({
      observations,
      handovers: tools.accused().handovers ?? [],
      past,
      limits: tools.limits,
      nowMs: now(),
    });
    past = judged.past;
    await followPromises(tools, observations, signal);
    const censored = await censoredNow(tools, observations, signal);
    const drawn = await tools.segments.look(observations, signal);
    for (const evidence of drawn.evidence) keep(tools, evidence);
    const conditions = [
      ...judged.conditions,
      ...claimed,
      ...tools.evidence.conditions(),
      ...censored,
      ...drawn.conditions,
    ];
    for (const { event, alarm } of tools.alarms.apply(conditions, now(), undecidedBy(observations))) {
      const { what, todo } = describeAlarm(alarm, 'en');
      const fields = { event, alarm: alarm.id, code: alarm.code, which: alarm.which };
      if (event === 'raised') log.error({ ...fields, todo }, what);
      else log.info(fields, `over: ${what}`);
    }
    args.onLook({ atMs: now(), observations, newest: past.head?.number });
    await pause(Math.max(50, args.intervalMs - (now() - begun)), signal);
  }
}

async function lookAt(
  tools: WatchTools,
  signal: AbortSignal,
): Promise<{ observations: Observation[]; claimed: Condition[] }> {
  const { sources, now, timeoutMs, heads } = tools;
  const seen = await Promise.all(
    sources.map((source) =>
      observe(source, { now, timeoutMs, signal }).catch((error) => orThrow(error, signal, source)),
    ),
  );
  const checked: Observation[] = [];
  const claims: Claim[] = [];
  // One after the other, so that of two contradicting seals one is known when the other comes.
  for (const each of seen) {
    const found = await heads.check(each, signal);
    for (const evidence of found.evidence) keep(tools, evidence);
    checked.push(takeEvidence(tools, found.seen, claims));
  }
  if (claims.length === 0) return { observations: checked, claimed: [] };
  const verdicts = await judgeClaims({ claims, observations: checked, keys: heads.keys, timeoutMs, signal });
  const accused = tools.accused();
  for (const { evidence } of verdicts.proved) said(tools, tools.evidence.keepExecuted(evidence, accused));
  return { observations: checked.map((each) => unlessRefuted(each, verdicts)), claimed: verdicts.open.map(claimed) };
}

function unlessRefuted(seen: Observation, { refuted }: Verdicts): Observation {
  const claim = refuted.find(({ source }) => source.name === seen.source.name);
  if (claim === undefined) return seen;
  const { number } = claim.evidence.record;
  return { ...seen, lie: seen.lie ?? `it calls block ${number} wrong, which ${claim.by} executed and holds.` };
}

/** An alarm of its own for each block, so that one that nobody decides hides no later one. */
function claimed({ source, evidence }: Claim): Condition {
  const number = evidence.record.number.toString();
  return { code: 'INVALID_CLAIMED', which: `${source.name} #${number}`, values: { number } };
}

/** Only a look that the signal ended may fail. */
function orThrow(error: unknown, signal: AbortSignal, source: Source): Observation {
  if (!signal.aborted) throw error;
  return { source, ...NOTHING };
}

/** What a replica calls evidence is checked like everything else: what proves nothing marks the replica, not the company. */
function takeEvidence(tools: WatchTools, seen: Observation, claims: Claim[]): Observation {
  let lie = seen.lie;
  let room = CLAIMS_OF_ONE;
  for (const json of seen.evidence) {
    try {
      said(tools, tools.evidence.take(json, accusedIn(json, tools.accused())));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const evidence = error.code === 'EXECUTION_NEEDED' ? parseEvidence(json) : undefined;
      if (evidence?.kind === 'invalid-block') {
        if (room-- > 0) claims.push({ source: seen.source, evidence });
        continue;
      }
      lie ??= `its evidence: ${error.message}`;
    }
  }
  return lie === undefined ? seen : { ...seen, lie };
}

async function followPromises(
  tools: WatchTools,
  observations: readonly Observation[],
  signal: AbortSignal,
): Promise<void> {
  const { promises, log } = tools;
  const attempt = async (name: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
      log.debug({ source: name, code: error.code }, error.message);
      return false;
    }
  };
  for (const { source, up } of observations)
    if (source.role === 'portal' && up) await attempt(source.name, () => promises.fetch(source, signal));
  // Replicas first: they verified what they serve.
  const able = observations.flatMap(({ source, head }) => (head === undefined ? [] : [{ source, head }]));
  able.sort((a, b) => Number(b.source.role === 'replica') - Number(a.source.role === 'replica'));
  for (const { source, head } of able) {
    const done = await attempt(source.name, async () => {
      for (const evidence of await promises.judge(source, head, signal)) keep(tools, evidence);
    });
    if (done) return;
  }
}

/** What witnesses saw and the company keeps out: its file is kept, and it is an alarm as long as it is so. */
async function censoredNow(
  tools: WatchTools,
  observations: readonly Observation[],
  signal: AbortSignal,
): Promise<Condition[]> {
  const accused = tools.accused();
  return (await tools.censored.look(observations, tools.now(), signal)).map((evidence) => {
    said(tools, tools.evidence.take(evidenceToJson(evidence, accused), accused));
    const last = evidence.seen.reduce((time, word) => (word.time > time ? word.time : time), 0n);
    const values = {
      witnesses: evidence.seen.length.toString(),
      time: `${new Date(Number(last) * 1000).toISOString().slice(0, 19)}Z`,
    };
    return { code: 'CENSORED', which: `${evidenceName(evidence, accused)}.json`, values };
  });
}

function keep(tools: WatchTools, evidence: Evidence): void {
  said(tools, tools.evidence.keep(evidence, tools.accused()));
}

function said({ log }: WatchTools, file: string | undefined): void {
  if (file !== undefined) log.error({ file }, 'evidence is kept');
}
