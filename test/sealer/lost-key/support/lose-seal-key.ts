import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectChain } from '../../../../core/chain/chain-client.ts';
import { nameLostKey, requestLostKey, signLostKey } from '../../../../core/chain/keys/lost-seal-key.ts';
import { openSealKeyring } from '../../../../sealer/keys/seal-keyring.ts';
import { PORTAL } from '../../support/company.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../core/domain/ledger/internal-block.ts';
import type { Network } from '../../../../core/domain/ledger/network.ts';
import type { LostKeyRequest } from '../../../../core/domain/handovers/lost-key.ts';
import type { LostHandover } from '../../../../sealer/lost-key/lost-key-file.ts';

/** The key of the seal in folder `keys` is gone; portal, witnesses and company name the one that follows. */
export async function loseSealKey(args: {
  keys: string;
  url: string;
  network: Network;
  witnesses: readonly Signer[];
  /** Milliseconds. */
  now: () => number;
}): Promise<{ request: LostKeyRequest; handover: LostHandover; next: Hex }> {
  const { keys, url, network, witnesses } = args;
  rmSync(join(keys, 'seal.json'));
  const next = await openSealKeyring(keys).create();
  const client = await connectChain({ url, queueUrl: url });
  const time = BigInt(Math.floor(args.now() / 1000));
  const { request } = await requestLostKey({ client, url, portal: PORTAL, next: next.address, time });
  const words = await Promise.all(
    witnesses.map((witness) => signLostKey({ network, url, request, witness, now: time })),
  );
  const handover = await nameLostKey({ network, url, request, words, next });
  return { request, handover, next: next.address };
}
