import { seeHead } from '../../../../core/domain/seal/light-client-heads.ts';
import type { SeenHeads } from '../../../../core/domain/seal/light-client-heads.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { networkToJson } from '../../../../core/domain/ledger/network.ts';
import type { Network } from '../../../../core/domain/ledger/network.ts';
import type { Seal } from '../../../../core/domain/seal/seal.ts';
import { handoverToJson, parseHandovers, type Handover } from '../../../../core/domain/seal/seal-keys.ts';
import { learnHandovers, originOf } from '../../../../core/domain/handovers/check-handovers.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { parseTrusted, type TrustedWitnesses } from '../resident/witness-policy.ts';
import type { Database } from './database.ts';

/** What this browser remembers of the chain: the network it met first, and the sealed heads it has seen since. */
export type ChainMemory = {
  /** Keeps the network at the first meeting. @throws InputError NETWORK_CHANGED when the portal later names another */
  pin(network: Network): Promise<Network>;
  /** Keeps the handovers of the seal key that are told, with those told before. @throws InputError HANDOVER_CONTRADICTION and those of `checkHandovers` */
  learn(network: Network, told: readonly Handover[]): Promise<readonly Handover[]>;
  /** Keeps the witnesses that are proved first and how many of them must agree, and goes on with those whatever comes later. */
  pinWitnesses(told: TrustedWitnesses): Promise<TrustedWitnesses>;
  /** Takes another list, because the person at this browser said so. */
  trustWitnesses(told: TrustedWitnesses): Promise<void>;
  seen(network: Network): Promise<SeenHeads>;
  /** @throws InputError HEAD_CONTRADICTION, HEAD_NOT_DESCENDED and those of the seal */
  see(args: { network: Network; seal: Seal; between: readonly Seal[] }): Promise<void>;
  /** The highest number that a frame of this register was made with here, 0 where none was. */
  attempted(channel: Hex): Promise<bigint>;
  /** Keeps the number of a frame, before anybody sees the frame. */
  attempt(channel: Hex, sequence: bigint): Promise<void>;
  /** Keeps what the company signed about an own block, as JSON: the first receipt, and the newest refusal. */
  keepWord(kind: 'receipt' | 'refusal', digest: Hex, json: object): Promise<void>;
};

const NETWORK = 'network';
const WITNESSES = 'witnesses';

export function openChainMemory(database: Database): ChainMemory {
  // Two proofs that arrive together must not overwrite each other's heads.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  };
  const heads = async (network: Network): Promise<SeenHeads> => parseHeads(await database.get(headsSlot(network)));
  return {
    pin: async (network) => {
      const text = JSON.stringify(networkToJson(network));
      if ((await database.putIfAbsent(NETWORK, text)) !== text) {
        throw new InputError('NETWORK_CHANGED', 'The portal names other ledgers or another company than before.');
      }
      return network;
    },
    learn: (network, told) =>
      inTurn(async () => {
        const known = await database.get(handoversSlot(network));
        const learnt = learnHandovers(originOf(network), known === undefined ? [] : parseHandovers(known), told);
        await database.put(handoversSlot(network), learnt.map(handoverToJson));
        return learnt;
      }),
    trustWitnesses: (told) => database.put(WITNESSES, JSON.stringify(told)),
    pinWitnesses: async (told) => parseTrusted(await database.putIfAbsent(WITNESSES, JSON.stringify(told))),
    seen: heads,
    see: (args) =>
      inTurn(async () => {
        const seen = seeHead({ ...args, seen: await heads(args.network) });
        await database.put(headsSlot(args.network), seen);
      }),
    attempted: async (channel) => {
      const found = await database.get(attemptSlot(channel));
      return typeof found === 'bigint' ? found : 0n;
    },
    attempt: (channel, sequence) => database.put(attemptSlot(channel), sequence),
    keepWord: async (kind, digest, json) => {
      const slot = `${kind}:${digest}`;
      if (kind === 'receipt') await database.putIfAbsent(slot, JSON.stringify(json));
      else await database.put(slot, JSON.stringify(json));
    },
  };
}

function handoversSlot(network: Network): string {
  return `handovers:${network.name}`;
}

function headsSlot(network: Network): string {
  return `heads:${network.name}`;
}

function attemptSlot(channel: Hex): string {
  return `frame:${channel}`;
}

function parseHeads(value: unknown): SeenHeads {
  return Array.isArray(value) ? (value as SeenHeads) : [];
}
