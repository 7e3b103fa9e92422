import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { ZERO_32 } from '../../core/domain/bytes/hex.ts';
import { signBlock } from '../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { Outbox } from '../../core/chain/outbox.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';

const ACTIVE_POLL_MS = 1_000;

/** Enrols the collector if that was never done, and waits until the company has registered it. */
export async function becomeActive(args: {
  client: ChainClient;
  account: Account;
  network: Network;
  outbox: Outbox;
  log: Log;
  signal: AbortSignal;
}): Promise<boolean> {
  const { client, account, network, outbox, log, signal } = args;
  let told = false;
  while (!signal.aborted) {
    try {
      if (await client.read.isActive(account.address)) return true;
      const enrolled = await client.read.participant(account.address);
      if (enrolled === undefined && outbox.find('enrol').every((row) => row.state === 'refused')) {
        outbox.put(
          signBlock({
            domain: domainOf(network),
            ledger: network.contracts.participants,
            signer: account,
            to: network.company,
            kind: KIND.ENROL,
            subject: ZERO_32,
            data: encodeData('ENROL', { role: ROLE.collector, encryptionKey: account.encryptionKey, envelope: '0x' }),
            timestamp: client.now(),
          }),
          'enrol',
        );
      }
      if (!told) log.info({ address: account.address }, 'waiting for the company to register this collector');
      told = true;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
    }
    await pause(ACTIVE_POLL_MS, signal);
  }
  return false;
}
