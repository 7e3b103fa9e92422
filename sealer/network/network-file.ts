import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { networkToJson, parseNetwork, type Network } from '../../core/domain/ledger/network.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';

/**
 * The network of a data folder, fixed at the first start.
 * @throws InputError NETWORK_CHANGED when it is not what the settings and keys say now; NETWORK_INVALID
 */
export function settleNetwork(file: string, wanted: Network): Network {
  const kept = readNetworkFile(file);
  if (kept === undefined) {
    writeNetworkFile(file, wanted);
    return wanted;
  }
  requireSameNetwork(file, kept, wanted);
  return kept;
}

/** @throws InputError NETWORK_CHANGED */
export function requireSameNetwork(file: string, kept: Network, wanted: Network): void {
  const before = flat(kept);
  const now = flat(wanted);
  const changed = Object.keys(now).filter((key) => before[key] !== now[key]);
  if (changed.length > 0) {
    throw new InputError(
      'NETWORK_CHANGED',
      `${file} was made with other values of ${changed.join(', ')}. A network keeps these for ever: set them back, or start a new one in an empty folder.`,
    );
  }
}

/** `undefined` when there is no such file. @throws InputError NETWORK_INVALID */
export function readNetworkFile(file: string): Network | undefined {
  if (!existsSync(file)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError(
      'NETWORK_INVALID',
      `${file} is no JSON. Restore it, or fetch it from /v1/network of somebody you trust.`,
      { cause },
    );
  }
  return parseNetwork(json);
}

export function writeNetworkFile(file: string, network: Network): void {
  writeDurably(file, networkText(network), 0o644);
}

/** @throws InputError NETWORK_CHANGED when a data folder's file is not, to the byte, as a program wrote it */
export function refuseEditedNetwork(file: string, network: Network): void {
  if (readFileSync(file, 'utf8') === networkText(network)) return;
  throw new InputError(
    'NETWORK_CHANGED',
    `${file} was edited since it was made. Restore it, or name a file that you trust.`,
  );
}

function networkText(network: Network): string {
  return `${JSON.stringify(networkToJson(network), undefined, 2)}\n`;
}

function flat(network: Network): Record<string, string> {
  const { seal, contracts, witnesses, ...rest } = network;
  const entries = [
    ...Object.entries(rest),
    ['witnesses', JSON.stringify(witnesses)] as const,
    ...Object.entries(seal).map(([key, value]) => [`seal.${key}`, value] as const),
    ...Object.entries(contracts).map(([key, value]) => [`contracts.${key}`, value] as const),
  ];
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}
