import { connect } from 'node:net';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { VERSION } from '../../../core/runtime/start/version.ts';
import { fault, note, type Finding } from './findings.ts';
import { fetchText } from '../../../core/runtime/fetch-text.ts';
import { holderOf } from './check-folders.ts';
import { isOwnHost, listenersOf, urlOf, type Listener } from './listeners.ts';
import { folderOf, type Examined, type Machine } from './read-machine.ts';
import { ANSWER_MS } from './answer-ms.ts';

const HEALTH_BYTES = 2 * 1024 * 1024;

/** How the machine's programs are: which of them run, and what they say of themselves. */
export type Running = { findings: Finding[]; running: ReadonlySet<Examined> };
type Look = {
  listener: Listener;
  state: 'ours' | 'starting' | 'closed' | 'other';
  says?: string | undefined;
  version?: string;
};

/** Asks each port of the machine's own programs what stands behind it. */
export async function checkPorts({ programs }: Machine, signal: AbortSignal): Promise<Running> {
  const listeners = programs.flatMap(listenersOf).filter(({ host }) => isOwnHost(host));
  const looks = await Promise.all(listeners.filter(({ main }) => main).map((each) => look(each, signal)));
  const running = new Set(
    looks.filter(({ state }) => state === 'ours' || state === 'starting').map(({ listener }) => listener.of),
  );
  const findings = looks.flatMap((each) => judge(each, running.size > 0));
  const beside = await Promise.all(
    listeners
      .filter(({ main, of }) => !main && !running.has(of))
      .map(async (each) => ((await isOpen(each)) ? [taken(each)] : [])),
  );
  return { findings: [...findings, ...beside.flat()], running };
}

function judge({ listener, state, says, version }: Look, anyRuns: boolean): Finding[] {
  const { of } = listener;
  const where = `${of.name} at ${urlOf(listener)}`;
  const otherVersion =
    version === undefined || version === VERSION
      ? []
      : [fault('VERSION_OTHER', where, `It runs as version ${version}; this is ${VERSION}.`)];
  switch (state) {
    case 'other':
      return [taken(listener)];
    case 'ours':
      return [...otherVersion, ...(says === undefined ? [] : [fault('UNHEALTHY', where, says)])];
    case 'starting':
      return [note('NOT_RUNNING', where, says ?? 'It is starting.')];
    case 'closed': {
      const pid = holderOf(folderOf(of));
      if (pid !== undefined)
        return [fault('DATA_IN_USE', folderOf(of), `Process ${pid} holds it, and ${urlOf(listener)} does not answer.`)];
      return [(anyRuns ? fault : note)('NOT_RUNNING', where, 'It does not run.')];
    }
    default:
      return state satisfies never;
  }
}

function taken(listener: Listener): Finding {
  return fault(
    'PORT_TAKEN',
    listener.of.file,
    `Something else answers at port ${listener.port} of ${listener.of.name}.`,
  );
}

async function look(listener: Listener, signal: AbortSignal): Promise<Look> {
  const url = `${urlOf(listener)}/health`;
  try {
    const { status, text } = await fetchText(
      url,
      { redirect: 'error' },
      { signal, timeoutMs: ANSWER_MS, maxBytes: HEALTH_BYTES },
    );
    const body = looseFields(JSON.parse(text));
    if (body['code'] === 'STARTING') return { listener, state: 'starting', says: textOf(body['detail']) };
    const version = textOf(body['version']);
    if (version === undefined && body['code'] === 'UNHEALTHY')
      return { listener, state: 'ours', says: textOf(body['detail']) };
    if (version === undefined || !isRoleOf(listener.of, body['role'])) return { listener, state: 'other' };
    return { listener, state: 'ours', version, says: status === 200 ? undefined : textOf(body['detail']) };
  } catch {
    return { listener, state: (await isOpen(listener)) ? 'other' : 'closed' };
  }
}

/** A sealer where a replica is expected has its port. Programs that tell no role are taken at their word. */
function isRoleOf({ program }: Examined, role: unknown): boolean {
  if (program === 'sealer') return role === 'sealer' || role === 'standby';
  if (program === 'replica' || program === 'keeper') return role === program;
  return role !== 'sealer' && role !== 'standby' && role !== 'replica' && role !== 'keeper';
}

function isOpen(listener: Listener): Promise<boolean> {
  const { hostname, port } = new URL(urlOf(listener));
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: ANSWER_MS });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false));
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 500) : undefined;
}
