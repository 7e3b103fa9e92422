import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { accountFromMnemonic, createMnemonic } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { fromHex, toHex, ZERO_32, ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startSealer } from '../../../sealer/main.ts';
import { sealerSettings } from '../../../sealer/settings.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { BlockData, DataKind } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { LedgerName, Network } from '../../../core/domain/ledger/network.ts';

export type TestLedger = AsyncDisposable & {
  folder: string;
  url: string;
  networkFile: string;
  network: Network;
  client: ChainClient;
  company: Account;
  portal: Account;
  provider: Account;
  owner: Account;
  /** Signs, submits and waits until the block is recorded. */
  record<K extends DataKind>(
    from: Account,
    ledger: LedgerName,
    kind: K,
    data: BlockData[K],
    subject?: Hex,
  ): Promise<SignedBlock>;
  enrol(account: Account, role: number): Promise<void>;
};

export function newAccount(): Account {
  return accountFromMnemonic(createMnemonic());
}

/** Starts a sealer with these overrides of its settings. */
type StartSealer = (overrides: Record<string, unknown>) => Promise<AsyncDisposable & { url: string }>;

/** A real sealer, in this process unless `start` says otherwise, with its actors: company, portal, a provider and a subscriber, all active. */
export async function startTestLedger(start?: StartSealer): Promise<TestLedger> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-oracle-'));
  const stop = new AbortController();
  const [company, portal, provider, owner] = [newAccount(), newAccount(), newAccount(), newAccount()];
  const overrides = {
    data: join(folder, 'sealer'),
    port: 0,
    company: company.address,
    portal: portal.address,
    logLevel: 'error',
    blockInterval: '100ms',
    enrolPerMinute: 6000,
  };
  const sealer = await (start === undefined
    ? startSealer(readSettings(sealerSettings, { prefix: 'UNUSED_', overrides }), stop.signal)
    : start(overrides));
  const client = await connectChain({ url: sealer.url, queueUrl: sealer.url });
  const { network } = client;

  const record: TestLedger['record'] = async (from, ledger, kind, data, subject = ZERO_32) => {
    const signed = signBlock({
      chainId: network.chainId,
      ledger: network.contracts[ledger],
      signer: from,
      to: ledger === 'participants' || ledger === 'meters' ? network.company : ZERO_ADDRESS,
      kind: KIND[kind],
      subject,
      data: encodeData(kind, data),
      timestamp: BigInt(Math.floor(Date.now() / 1000)),
    });
    const { digest } = await client.submit(signed);
    await waitFor(`${kind} recorded`, async () => {
      if (await client.read.isRecorded(signed.ledger, digest)) return true;
      const status = await client.status(digest);
      if (status.state === 'refused')
        throw new Error(`${kind} refused: ${status.error.name}(${status.error.args.join(', ')})`);
      return false;
    });
    return signed;
  };
  const enrol = async (account: Account, role: number): Promise<void> => {
    const encryptionKeyHash = toHex(keccak_256(fromHex(account.encryptionKey)));
    await record(account, 'participants', 'ENROL', { role, encryptionKey: account.encryptionKey, envelope: '0x' });
    if (role === ROLE.company) return;
    await record(company, 'participants', 'REGISTER', { account: account.address, role, encryptionKeyHash });
    if (role === ROLE.subscriber)
      await record(portal, 'participants', 'ATTEST', { account: account.address, encryptionKeyHash });
  };
  await enrol(company, ROLE.company);
  await enrol(portal, ROLE.portal);
  await enrol(provider, ROLE.provider);
  await enrol(owner, ROLE.subscriber);
  return {
    folder,
    url: sealer.url,
    networkFile: join(folder, 'sealer', 'network.json'),
    network,
    client,
    company,
    portal,
    provider,
    owner,
    record,
    enrol,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sealer[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
