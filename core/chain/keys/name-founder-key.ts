import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import { founderWordDigest } from '../../domain/keys/founder-word.ts';
import type { FounderRequest } from '../../domain/keys/founder-request.ts';
import { rekeyFrom } from '../../domain/keys/key-history.ts';
import { keyRegisterOf } from '../../domain/keys/key-statement.ts';
import { encodeData } from '../../domain/ledger/block-data.ts';
import { accountSubject } from '../../domain/ledger/ids.ts';
import {
  internalBlockDigest,
  recoverAddress,
  signBlock,
  type SignedBlock,
} from '../../domain/ledger/internal-block.ts';
import { KIND } from '../../domain/ledger/kinds.ts';
import { domainOf } from '../../domain/ledger/network.ts';
import { pause } from '../../runtime/pause.ts';
import type { ProgramAccount } from '../../runtime/program-account.ts';
import type { ChainClient } from '../chain-client.ts';
import { useLedgerKey } from './own-key.ts';

const POLL_MS = 200;

/**
 * Names, as the other founder, the key that follows a lost one, with the words of witnesses, and waits until the ledger has it.
 * @param words signatures over the request, in any order
 * @returns the EVM time, unix seconds, from which on the key signs unless the living one ends it
 * @throws InputError FOUNDER_REKEY_REFUSED, SIGNATURE_INVALID, ACCOUNT_KEY_MISSING, what the queue refuses; TransientError FOUNDER_REKEY_WAITING, CHAIN_UNREACHABLE
 */
export async function nameFounderKey(args: {
  client: Pick<ChainClient, 'network' | 'status' | 'now'> & {
    submit(signed: SignedBlock): Promise<unknown>;
    readonly read: Pick<ChainClient['read'], 'keyOf'>;
  };
  account: Pick<ProgramAccount, 'address' | 'sign' | 'use'>;
  request: FounderRequest;
  words: readonly Hex[];
  waitMs: number;
}): Promise<{ digest: Hex; from: bigint }> {
  const { client, account, request } = args;
  const { network } = client;
  const patience = AbortSignal.timeout(args.waitMs);
  await useLedgerKey(client, account, patience);
  const word = founderWordDigest(keyRegisterOf(network), request);
  const by = args.words.map((signature) => ({ witness: recoverAddress(word, signature), signature }));
  const rising = by.toSorted((a, b) => (a.witness < b.witness ? -1 : 1));
  const { retiring: _, ...data } = { ...request, words: rising.map(({ signature }) => signature) };
  const ledger = network.contracts.participants;
  const signed = signBlock({
    domain: domainOf(network),
    ledger,
    signer: account,
    to: request.account,
    kind: KIND.FOUNDER_REKEY,
    subject: accountSubject(request.account),
    data: encodeData('FOUNDER_REKEY', data),
    timestamp: client.now(),
  });
  await client.submit(signed);
  const digest = internalBlockDigest(domainOf(network), ledger, signed.block);
  for (;;) {
    const status = await client.status(digest);
    if (status.state === 'sealed') return { digest, from: rekeyFrom(signed.block) };
    if (status.state === 'refused')
      throw new InputError('FOUNDER_REKEY_REFUSED', `The register refused it: ${status.error.name}.`);
    if (!(await pause(POLL_MS, patience)))
      throw new TransientError('FOUNDER_REKEY_WAITING', `Block ${digest} waits still. Give the command again.`);
  }
}
