import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { connectEngineApi, type ClientPlace } from './engine-api/connect-engine-api.ts';
import { startGeth } from './engine-api/geth-process.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { BlockLog } from '../chain/block-log.ts';
import { startFromSnapshot } from '../snapshot/start-from-snapshot.ts';
import type { Engine } from './engine.ts';
import { connectQbft } from './qbft/connect-qbft.ts';
import { genesisOf } from '../network/genesis.ts';
import type { Setting } from '../../core/runtime/parse-setting.ts';

/** The part of the settings of sealer and replica that says what executes the blocks. */
export const engineRows = {
  engine: {
    text: 'What executes blocks: an EVM inside the program, which starts from its newest snapshot and replays what follows in the log, go-ethereum beside it, or the chain of a Besu (QBFT with one validator), whose blocks are sealed as they come.',
    type: 'string',
    default: 'embedded',
    choices: ['embedded', 'geth', 'besu'],
  },
  snapshotEvery: {
    text: 'After how many blocks the state is written down, from which the next start goes on (engine embedded); 0 for never, whatever the next two say.',
    type: 'integer',
    default: 5_000,
    min: 0,
  },
  snapshotTransactions: {
    text: 'After how many transactions it is written down as well, once a minute at most; the next start executes no more than these and what came meanwhile.',
    type: 'integer',
    default: 4_000,
    min: 1,
  },
  snapshotAfter: {
    text: 'After how much time it is written down as well, where anything was made since.',
    type: 'duration',
    default: '7d',
  },
  segmentBlocks: {
    text: 'How many blocks of the log are closed into a segment at a time: compressed, named by its hash, and never written again; 0 for none.',
    type: 'integer',
    default: 1_024,
    min: 0,
    max: 65_536,
  },
  gethBinary: {
    text: 'go-ethereum to start as a child of the program; "npm run network:install" puts one into .parts/geth. Without it the three settings below name one that runs.',
    type: 'path',
    optional: true,
  },
  gethData: {
    text: 'Folder of the started go-ethereum; without it, geth in the data folder. It may be emptied: the log holds all that is in it.',
    type: 'path',
    optional: true,
  },
  engineUrl: { text: 'Engine API of a go-ethereum that runs.', type: 'url', optional: true },
  engineRpcUrl: {
    text: 'JSON-RPC of that go-ethereum, with the namespaces eth, net, web3, debug and testing; never open to others.',
    type: 'url',
    optional: true,
  },
  jwtFile: { text: 'Its file of the secret of the Engine API.', type: 'path', optional: true },
  besuUrl: {
    text: 'JSON-RPC of that Besu, with the namespaces eth, net, web3 and debug.',
    type: 'url',
    optional: true,
  },
  besuValidator: {
    text: 'Address of its one validator; blocks of any other are refused.',
    type: 'address',
    optional: true,
  },
} as const satisfies Record<string, Setting>;

export type EngineSettings = {
  data: string;
  engine: 'embedded' | 'geth' | 'besu';
  snapshotEvery: number;
  snapshotTransactions: number;
  snapshotAfter: number;
  segmentBlocks: number;
  gethBinary: string | undefined;
  gethData: string | undefined;
  engineUrl: string | undefined;
  engineRpcUrl: string | undefined;
  jwtFile: string | undefined;
  besuUrl: string | undefined;
  besuValidator: Hex | undefined;
};

/** The engine that the settings ask for, over this log; what was started for it ends with it. @throws InputError ENGINE_SETTINGS and those of the engine */
export async function startEngine(
  settings: EngineSettings,
  { domain, blocks, log, signal }: { domain: NetworkDomain; blocks: BlockLog; log: Log; signal: AbortSignal },
): Promise<Engine> {
  const { chainId } = domain;
  const genesis = genesisOf(chainId);
  if (settings.engine === 'embedded') {
    return startFromSnapshot({
      data: settings.data,
      domain,
      log: blocks,
      onRefused: (number, error) => log.warn({ number: number.toString(), code: error.code }, error.message),
    });
  }
  if (settings.engine === 'besu') return connectQbft({ ...chainOfBesu(settings), chainId, signal, ...BESU_PACE });
  await using started = new AsyncDisposableStack();
  let place: ClientPlace;
  if (settings.gethBinary === undefined) {
    place = placeOf(settings);
  } else {
    const folder = settings.gethData ?? join(settings.data, 'geth');
    place = started.use(await startGeth({ binary: settings.gethBinary, folder, genesis, signal })).place;
  }
  const engine = await connectEngineApi({ place, chainId, signal });
  const running = started.move();
  return { ...engine, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const BESU_PACE = { pollMs: 100, patienceMs: 60_000 };

function chainOfBesu({ besuUrl, besuValidator }: EngineSettings): { url: string; validator: Hex } {
  if (besuUrl !== undefined && besuValidator !== undefined) return { url: besuUrl, validator: besuValidator };
  throw new InputError('ENGINE_SETTINGS', 'The engine besu needs besuUrl and besuValidator.');
}

function placeOf(settings: EngineSettings): ClientPlace {
  const { engineUrl, engineRpcUrl, jwtFile } = settings;
  if (engineUrl === undefined || engineRpcUrl === undefined || jwtFile === undefined) {
    throw new InputError(
      'ENGINE_SETTINGS',
      'The engine geth needs gethBinary, or all of engineUrl, engineRpcUrl and jwtFile.',
    );
  }
  return { engineUrl, rpcUrl: engineRpcUrl, jwtFile };
}
