import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { reach } from '../../core/runtime/start/reach.ts';
import { networkOf } from '../chain/found-network.ts';
import { connectKeeper, type KeeperClient } from '../keeper/connect-keeper.ts';
import { readToken } from '../../core/runtime/access/bearer-token.ts';
import { readNetworkFile, settleNetwork } from '../network/network-file.ts';
import { connectUpstream } from '../replica/upstream.ts';
import { openSealKeyring } from '../keys/seal-keyring.ts';
import type { SealerSettings } from '../settings.ts';
import { localSealSigner, type SealSigner } from '../keys/seal-signer.ts';

/** What a sealer starts as: with the right to sign, or following the one who has it. */
export type ChosenRole = {
  network: Network;
  /** Whether this start founds it: then nobody can hold anything of it. */
  isNew: boolean;
  keeper: KeeperClient | undefined;
  token: string | undefined;
} & ({ role: 'sealer'; sealSigner: SealSigner } | { role: 'standby'; primaryUrls: readonly string[] });

/**
 * Settles the network of the data folder and who signs. With a keeper the sealer that holds the term goes on, and another one stands by: nobody
 * who only starts takes the right from somebody who may be alive.
 * @param carrier the sealer's own carrier, by which the keeper knows it
 * @throws InputError FOUNDING_UNSAID, COMPANY_IS_PORTAL, PRIMARY_WITHOUT_KEEPER, NETWORK_CHANGED, SEAL_KEY_MISSING, TOKEN_MISSING, PRIMARY_UNKNOWN, and the keeper's
 */
export async function chooseRole(
  settings: SealerSettings,
  carrierKey: Signer,
  progress: Progress,
  signal: AbortSignal,
): Promise<ChosenRole> {
  const by = { progress, signal };
  const file = join(settings.data, 'network.json');
  const carrier = carrierKey.address;
  const kept = readNetworkFile(file);
  const isNew = kept === undefined;
  if (settings.keeper === undefined) {
    if (settings.primaryUrl !== undefined)
      throw new InputError(
        'PRIMARY_WITHOUT_KEEPER',
        'primaryUrl names another sealer, and no keeper is set: two sealers share the seal keys of one keeper. Set keeper, or take primaryUrl away.',
      );
    if (isNew) requireFounding(settings);
    const keys = openSealKeyring(settings.data);
    const known = kept ?? { sealKey: ((await keys.all())[0] ?? (await keys.create())).address };
    const network = settleNetwork(file, networkOf(settings, carrier, known));
    return {
      role: 'sealer',
      network,
      isNew,
      keeper: undefined,
      token: undefined,
      sealSigner: localSealSigner(domainOf(network), keys),
    };
  }
  const token = readToken(settings.keeperToken ?? join(settings.data, 'keeper.token'));
  const keeper = connectKeeper({ url: settings.keeper, token, signal });
  const state = await reach(`waiting for the keeper at ${settings.keeper}`, () => keeper.state(), by);
  const mine =
    state.holder === undefined
      ? kept !== undefined || settings.found || settings.primaryUrl === undefined
      : state.holder === carrier;
  if (mine) {
    if (isNew) requireFounding(settings);
    const known = kept ?? { sealKey: firstOf(state.keys) };
    const network = settleNetwork(file, networkOf(settings, carrier, known));
    return {
      role: 'sealer',
      network,
      isNew,
      keeper,
      token,
      sealSigner: await keeper.takeTerm(state.term, carrier, domainOf(network)),
    };
  }
  const primaryUrls = settings.primaryUrl;
  if (primaryUrls === undefined) {
    throw new InputError(
      'PRIMARY_UNKNOWN',
      `The sealer ${state.holder ?? ''} holds the keeper's term ${state.term}. Set primaryUrl to its address to stand by for it.`,
    );
  }
  const upstream = connectUpstream(...primaryUrls);
  const known =
    kept ?? (await reach(`waiting for the other sealer at ${upstream.url}`, () => upstream.network(signal), by));
  return {
    role: 'standby',
    network: settleNetwork(file, networkOf(settings, carrier, known)),
    isNew: false,
    keeper,
    token,
    primaryUrls,
  };
}

/** A network is never founded by a file or a setting that is missing: its blocks would be under another network's name, and sealed by the same key. */
function requireFounding(settings: SealerSettings): void {
  if (!settings.found)
    throw new InputError(
      'FOUNDING_UNSAID',
      `There is no network.json in ${settings.data}. Where a network is to be founded, say so: domledger found, or once the setting found. Else restore network.json, which everybody has; or set keeper and primaryUrl, to stand by for another sealer.`,
    );
  refuseOneOwner(settings);
}

/** @throws InputError COMPANY_IS_PORTAL */
export function refuseOneOwner(settings: Pick<SealerSettings, 'company' | 'portal'>): void {
  if (settings.company === settings.portal)
    throw new InputError(
      'COMPANY_IS_PORTAL',
      'company and portal are the same account. Each of them holds the other to the rules, so they are two owners: set both.',
    );
}

function firstOf(keys: readonly Hex[]): Hex {
  const [first] = keys;
  if (first === undefined) throw new InputError('SEAL_KEY_MISSING', 'The keeper holds no seal key.');
  return first;
}
