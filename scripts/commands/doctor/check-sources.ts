import { createHeadCheck } from '../../../core/chain/sources/company-heads.ts';
import { parseHeadInfo, type HeadInfo } from '../../../core/chain/sources/head-info.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { domainOf, parseNetwork, type Network } from '../../../core/domain/ledger/network.ts';
import { fetchBounded, fetchBoundedJson, parseJson } from '../../../core/runtime/fetch-bounded.ts';
import { VERSION } from '../../../core/runtime/start/version.ts';
import { offOthers } from '../../../sealer/guards/other-clocks.ts';
import { OFF_MS } from '../../../sealer/guards/steady-clock.ts';
import { watchdogSettings } from '../../../app/watchdog/settings.ts';
import { ANSWER_MS } from './answer-ms.ts';
import { fault, note, type Finding } from './findings.ts';
import { behind, listenersOf, urlOf } from './listeners.ts';
import type { Examined, Machine } from './read-machine.ts';

const SMALL_BYTES = 2 * 1024 * 1024;

/** Somebody whom a program of the machine asks for blocks. */
type Told = {
  url: string;
  asker: string;
  silent: string | undefined;
  version: string | undefined;
  /** Whom it follows itself. */
  from: string | undefined;
  network: unknown;
  head: HeadInfo | undefined;
  /** Whether the company sealed its head; `undefined` where it did not show that block in time. */
  isSealed: boolean | undefined;
};
type Asking = {
  machine: Machine;
  network: Network | undefined;
  running: ReadonlySet<Examined>;
  now: () => number;
  signal: AbortSignal;
};

/** Those whom the machine's programs read and follow: whether they answer, are of this network, on its height, and rest on somebody else. */
export async function checkSources(args: Asking): Promise<Finding[]> {
  const { machine, running } = args;
  const listeners = machine.programs.flatMap(listenersOf);
  const asked = new Map<string, string>();
  for (const one of machine.programs)
    for (const url of chainsOf(one)) {
      const own = behind(listeners, url);
      // Whether an own one runs is told by its port.
      if (own === undefined || running.has(own)) asked.set(url, asked.get(url) ?? one.name);
    }
  const told = await Promise.all([...asked].map(([url, asker]) => ask(url, asker, args)));
  const clock = await checkClock(args, told);
  return [...judge(told, args), ...clock, ...checkCircles(machine, told)];
}

/** Sealers and replicas that a program names. */
function chainsOf(one: Examined): string[] {
  const { program, settings } = one;
  switch (program) {
    case 'sealer':
      return [...(settings.foreignReplicas ?? []), ...(settings.primaryUrl ?? [])];
    case 'replica':
      return [...settings.from, ...settings.peers.map(({ url }) => url), ...(settings.queue ?? [])];
    case 'biller':
    case 'oracle':
      return [...settings.replicaUrl, ...settings.queueUrl];
    case 'app':
      return [...settings.replicaUrl, ...settings.queueUrl, ...(settings.witnessUrls ?? [])];
    case 'watchdog':
      return settings.sources.filter(({ role }) => role === 'sealer' || role === 'replica').map(({ url }) => url);
    case 'keeper':
    case 'gateway':
      return [];
    default:
      return program satisfies never;
  }
}

async function ask(url: string, asker: string, { network, signal }: Asking): Promise<Told> {
  const told: Told = {
    ...{ url, asker, silent: undefined, version: undefined, from: undefined, network: undefined, head: undefined },
    isSealed: true,
  };
  const bounds = { signal, timeoutMs: ANSWER_MS, maxBytes: SMALL_BYTES };
  const json = (path: string): Promise<unknown> => fetchBoundedJson(url + path, bounds);
  const part = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof TransientError) && !signal.aborted) throw error;
      told.silent ??= error instanceof Error ? error.message : String(error);
    }
  };
  await Promise.all([
    part(async () => {
      const { text } = await fetchBounded(`${url}/health`, bounds);
      const { version, from } = looseFields(parseJson(`${url}/health`, text));
      told.version = typeof version === 'string' ? version : undefined;
      told.from = typeof from === 'string' ? from : undefined;
    }),
    part(async () => void (told.network = await json('/v1/network'))),
    part(async () => {
      const head = parseHeadInfo(await json('/v1/head'));
      told.head = head;
      if (network === undefined) return;
      told.isSealed = undefined;
      told.isSealed = await unlessSilent(createHeadCheck(network)(head, json));
    }),
  ]);
  return told;
}

async function unlessSilent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
}

function judge(all: readonly Told[], { machine, network, running }: Asking): Finding[] {
  const watchdog = machine.programs.find((one) => one.program === 'watchdog');
  const lagBlocks = BigInt(watchdog?.settings.lagBlocks ?? watchdogSettings.lagBlocks.default);
  const grade = running.size > 0 ? fault : note;
  const isOther = ({ network: theirs }: Told): boolean =>
    network !== undefined && theirs !== undefined && !isSame(theirs, network);
  const counted = all.filter((one) => one.isSealed === true && !isOther(one));
  const highest = counted.reduce(
    (most, { head }) => (head !== undefined && head.number > most ? head.number : most),
    -1n,
  );
  return all.flatMap((one): Finding[] => {
    const where = `${one.url} (${one.asker})`;
    if (one.silent !== undefined) return [grade('SOURCE_SILENT', where, one.silent)];
    if (isOther(one))
      return [fault('SOURCE_OTHER', where, 'It serves a network of another hash than the network.json here.')];
    if (one.isSealed === false) return [fault('SOURCE_LIES', where, 'It shows a head that the company did not seal.')];
    const found: Finding[] = [];
    if (one.version !== undefined && one.version !== VERSION)
      found.push(fault('VERSION_OTHER', where, `It runs as version ${one.version}; this is ${VERSION}.`));
    const lag = highest - (one.head?.number ?? highest);
    if (lag > lagBlocks) found.push(fault('SOURCE_BEHIND', where, `It is ${lag} blocks behind ${highest}.`));
    return found;
  });
}

/** The dates of their answers, and of what the company signed. */
async function checkClock({ now, signal }: Asking, told: readonly Told[]): Promise<Finding[]> {
  const urls = told.filter(({ silent }) => silent === undefined).map(({ url }) => url);
  const off = urls.length === 0 ? undefined : await offOthers(urls, now, signal);
  if (off !== undefined && Math.abs(off) > OFF_MS)
    return [fault('CLOCK_OFF', 'this machine', `Its clock is ${Math.round(-off / 1000)} s ahead of the others’.`)];
  const sealed = told.flatMap(({ head, isSealed }) =>
    head !== undefined && isSealed === true ? [Number(head.timestamp) * 1000] : [],
  );
  const ahead = Math.max(...sealed) - now();
  if (ahead > OFF_MS)
    return [
      fault('CLOCK_OFF', 'this machine', `A sealed block is dated ${Math.round(ahead / 1000)} s ahead of its clock.`),
    ];
  return [];
}

/** Followers that rest on nobody who makes blocks. */
function checkCircles({ programs }: Machine, told: readonly Told[]): Finding[] {
  const listeners = programs.flatMap(listenersOf);
  const followed = (one: Examined): readonly string[] =>
    one.program === 'replica' ? one.settings.from : one.program === 'sealer' ? (one.settings.primaryUrl ?? []) : [];
  const rests = (url: string, before: readonly string[]): boolean => {
    if (before.includes(url)) return false;
    const own = behind(listeners, url);
    if (own?.program === 'replica') return own.settings.from.some((next) => rests(next, [...before, url]));
    if (own !== undefined) return true;
    const next = told.find((one) => one.url === url)?.from;
    return next === undefined || rests(next, [...before, url]);
  };
  return programs.flatMap((one): Finding[] => {
    const urls = followed(one);
    if (urls.length === 0) return [];
    if (urls.some((url) => behind(listeners, url) === one))
      return [fault('SOURCE_ITSELF', one.file, `${one.name} follows itself.`)];
    if (one.program !== 'replica') return [];
    const own = listenersOf(one).map(urlOf);
    if (urls.some((url) => rests(url, own))) return [];
    return [fault('SOURCE_CIRCLE', one.file, `${one.name} follows ${urls.join(', ')}, and that follows it again.`)];
  });
}

function isSame(json: unknown, network: Network): boolean {
  try {
    return domainOf(parseNetwork(json)).networkHash === domainOf(network).networkHash;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
