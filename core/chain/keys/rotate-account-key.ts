import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../domain/bytes/hex.ts';
import { acceptKey } from '../../domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../domain/keys/key-statement.ts';
import { encodeData } from '../../domain/ledger/block-data.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../domain/ledger/internal-block.ts';
import { KIND } from '../../domain/ledger/kinds.ts';
import { domainOf } from '../../domain/ledger/network.ts';
import { pause } from '../../runtime/pause.ts';
import type { ProgramAccount } from '../../runtime/program-account.ts';
import type { ChainClient } from '../chain-client.ts';
import { useLedgerKey } from './own-key.ts';

const POLL_MS = 200;

/**
 * Names the account's next key on the ledger and waits until it is in force. The next key stands on the disk before the ledger hears of it, and the old one stays
 * there, so that this can end at any instant and be begun again: it goes on with the same key.
 * @throws InputError KEY_ROTATE_REFUSED, ACCOUNT_KEY_MISSING, what the queue refuses; TransientError KEY_ROTATE_WAITING, CHAIN_UNREACHABLE
 */
export async function rotateAccountKey(args: {
  client: Pick<ChainClient, 'network' | 'status' | 'now'> & {
    submit(signed: SignedBlock): Promise<unknown>;
    readonly read: Pick<ChainClient['read'], 'keyOf'>;
  };
  account: ProgramAccount;
  waitMs: number;
}): Promise<{ account: Hex; retiring: Hex; key: Hex }> {
  const { client, account } = args;
  const { network } = client;
  const patience = AbortSignal.timeout(args.waitMs);
  await useLedgerKey(client, account, patience);
  const retiring = account.key;
  const next = await account.next();
  const ledger = network.contracts.participants;
  const data = acceptKey(keyRegisterOf(network), next, { account: account.address, retiring });
  const signed = signBlock({
    domain: domainOf(network),
    ledger,
    signer: account,
    to: network.company,
    kind: KIND.KEY_ROTATE,
    subject: ZERO_32,
    data: encodeData('KEY_ROTATE', data),
    timestamp: client.now(),
  });
  await client.submit(signed);
  const digest = internalBlockDigest(domainOf(network), ledger, signed.block);
  for (;;) {
    if ((await client.read.keyOf(account.address)) === next.address) break;
    const status = await client.status(digest);
    if (status.state === 'refused')
      throw new InputError(
        'KEY_ROTATE_REFUSED',
        `The register refused the new key: ${status.error.name}. ${retiring} goes on to sign for ${account.address}.`,
      );
    if (!(await pause(POLL_MS, patience)))
      throw new TransientError(
        'KEY_ROTATE_WAITING',
        `Block ${digest} with the new key ${next.address} waits still. Give the command again: it goes on with this key.`,
      );
  }
  await account.use(next.address);
  return { account: account.address, retiring, key: next.address };
}
