import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { loadPortalAccount } from '../../../../app/server/main.ts';
import { connectChain } from '../../../../core/chain/chain-client.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { sealText } from '../../../../core/domain/crypto/envelope.ts';
import { fromHex, toHex, ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../../../core/domain/ledger/ids.ts';
import { signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND, LABEL, RESOURCE, ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { startSealer } from '../../../../sealer/main.ts';
import { sealerSettings } from '../../../../sealer/settings.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { ChainClient } from '../../../../core/chain/chain-client.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import type { LedgerName } from '../../../../core/domain/ledger/network.ts';

export type Saying = { from: Account; ledger: LedgerName; to: Hex; kind: number; subject?: Hex; data: Hex };

/** A real sealer with a company, an electricity provider and a collector who are active, and the portal's account, which is only registered. */
export type LedgerWorld = AsyncDisposable & {
  readonly folder: string;
  readonly sealerUrl: string;
  readonly client: ChainClient;
  readonly company: Account;
  readonly provider: Account;
  readonly collector: Account;
  readonly portal: Account;
  sign(saying: Saying): SignedBlock;
  /** Hands a block to the queue and waits until it is sealed. @returns its digest; throws when the ledger refuses it */
  say(saying: Saying): Promise<Hex>;
  /** Sends an already signed block likewise. */
  send(signed: SignedBlock): Promise<Hex>;
  register(account: Account, role: number): Promise<void>;
  /** Enrols, registers and, for subscribers, attests as the portal would. */
  enrol(account: Account, role: number): Promise<void>;
  /** A signed upkeep contract between company and subscriber. @returns its id */
  upkeepContract(subscriber: Account): Promise<Hex>;
  /** An upkeep invoice of the company. @returns its id and what opens its total */
  invoice(
    subscriber: Account,
    contractId: Hex,
    amount: bigint,
    period?: number,
  ): Promise<{ invoiceId: Hex; blinding: bigint }>;
};

export function newAccount(): Account {
  return accountFromMnemonic(createMnemonic());
}

export function keyHash(account: Account): Hex {
  return toHex(keccak_256(fromHex(account.encryptionKey)));
}

export async function startLedgerWorld(): Promise<LedgerWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-app-'));
  const company = newAccount();
  const provider = newAccount();
  const collector = newAccount();
  const portal = await loadPortalAccount(join(folder, 'app'));
  const stop = new AbortController();
  const settings = readSettings(sealerSettings, {
    prefix: 'TEST_SEALER_',
    overrides: {
      data: join(folder, 'sealer'),
      port: 0,
      name: 'test',
      company: company.address,
      portal: portal.address,
      targetBits: 4,
      blockInterval: '20ms',
      maxAhead: '1h',
      queueMax: 10_000,
      subscriberPerMinute: 100_000,
      programPerSecond: 10_000,
      enrolPerMinute: 10_000,
      logLevel: 'silent',
    },
  });
  const sealer = await startSealer(settings, stop.signal);
  const client = await connectChain({ url: sealer.url, queueUrl: sealer.url });
  const { network } = client;

  const sign = (saying: Saying): SignedBlock =>
    signBlock({
      chainId: network.chainId,
      ledger: network.contracts[saying.ledger],
      signer: saying.from,
      to: saying.to,
      kind: saying.kind,
      subject: saying.subject ?? ZERO_32,
      data: saying.data,
      timestamp: BigInt(Math.floor(Date.now() / 1000)),
    });
  const send = async (signed: SignedBlock): Promise<Hex> => {
    const { digest } = await client.submit(signed);
    return waitFor(`block ${digest} is sealed`, async () => {
      const status = await client.status(digest);
      if (status.state === 'refused') throw new Error(`refused: ${status.error.name}(${status.error.args.join(', ')})`);
      return status.state === 'sealed' && digest;
    });
  };
  const say = (saying: Saying): Promise<Hex> => send(sign(saying));
  const register = async (account: Account, role: number): Promise<void> => {
    const data = encodeData('REGISTER', { account: account.address, role, encryptionKeyHash: keyHash(account) });
    await say({ from: company, ledger: 'participants', to: account.address, kind: KIND.REGISTER, data });
  };
  const enrol = async (account: Account, role: number): Promise<void> => {
    const data = encodeData('ENROL', { role, encryptionKey: account.encryptionKey, envelope: '0x' });
    await say({ from: account, ledger: 'participants', to: company.address, kind: KIND.ENROL, data });
    if (role !== ROLE.company) await register(account, role);
    if (role !== ROLE.subscriber) return;
    const attestation = encodeData('ATTEST', { account: account.address, encryptionKeyHash: keyHash(account) });
    await say({ from: portal, ledger: 'participants', to: account.address, kind: KIND.ATTEST, data: attestation });
  };
  await enrol(company, ROLE.company);
  await enrol(provider, ROLE.provider);
  await enrol(collector, ROLE.collector);

  return {
    folder,
    sealerUrl: sealer.url,
    client,
    company,
    provider,
    collector,
    portal,
    sign,
    say,
    send,
    register,
    enrol,
    async upkeepContract(subscriber) {
      const parties = [company, subscriber];
      const envelope = await sealText('{}', parties);
      const contractId = await say({
        from: company,
        ledger: 'contractLedger',
        to: subscriber.address,
        kind: KIND.OFFER,
        data: encodeData('OFFER', { resource: RESOURCE.upkeep, meterId: ZERO_32, envelope }),
      });
      const subjectHash = toHex(keccak_256(fromHex(contractId)));
      const data = encodeData('COPY', { contractId, subjectHash, envelope });
      const copy = { ledger: 'contractLedger', kind: KIND.COPY, subject: contractId, data } as const;
      await say({ ...copy, from: company, to: subscriber.address });
      await say({ ...copy, from: subscriber, to: company.address });
      return contractId;
    },
    async invoice(subscriber, contractId, amount, period = 202610) {
      const blinding = 123_456_789n;
      const data = encodeData('INVOICE', {
        contractId,
        period,
        series: 0,
        dueDate: 1_794_000_000n,
        metered: [],
        declared: [{ label: LABEL.upkeep, commitment: commit(amount, blinding) }],
        envelope: await sealText('{}', [company, subscriber]),
      });
      await say({ from: company, ledger: 'contractLedger', to: subscriber.address, kind: KIND.INVOICE, data });
      return { invoiceId: invoiceIdOf(company.address, contractId, period, 0), blinding };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sealer[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
