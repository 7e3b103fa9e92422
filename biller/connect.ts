import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectChain, type ChainClient } from '../core/chain/chain-client.ts';
import { InputError, TransientError } from '../core/domain/bytes/errors.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { parseNetwork, type Network } from '../core/domain/ledger/network.ts';
import type { BillerSettings } from './settings.ts';

/** Files of a biller in its data folder. */
export function billerFiles(dataDir: string): {
  keystore: { file: string; passwordFile: string };
  database: string;
  commands: string;
  facts: string;
} {
  return {
    keystore: { file: join(dataDir, 'keystore.json'), passwordFile: join(dataDir, 'keystore.password') },
    database: join(dataDir, 'biller.sqlite'),
    commands: join(dataDir, 'commands.sqlite'),
    facts: join(dataDir, 'facts.sqlite'),
  };
}

/** @throws InputError NOT_THE_COMPANY */
export function requireCompany(network: Pick<Network, 'company'>, account: { readonly address: Hex }): void {
  if (network.company === account.address) return;
  throw new InputError(
    'NOT_THE_COMPANY',
    `The keystore's account ${account.address} is not the company ${network.company} of this network.`,
  );
}

/** @throws TransientError while the replica or the network file is not there */
export async function connectBiller(settings: BillerSettings): Promise<ChainClient> {
  const urls = { url: settings.replicaUrl, queueUrl: settings.queueUrl };
  return connectChain(
    settings.networkFile === undefined ? urls : { ...urls, network: readNetwork(settings.networkFile) },
  );
}

function readNetwork(file: string): Network {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new TransientError('NETWORK_MISSING', `${file} is not there yet, or is no JSON.`, { cause });
  }
  return parseNetwork(json);
}
