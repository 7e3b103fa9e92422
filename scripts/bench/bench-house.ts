import { keccak_256 } from '@noble/hashes/sha3.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '../../core/chain/chain-client.ts';
import { accountFromMnemonic } from '../../core/domain/ledger/account.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { fromHex, toHex, utf8, ZERO_32 } from '../../core/domain/bytes/hex.ts';
import { checkSignedBlock, signBlock } from '../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import { Mnemonic } from 'ethers';
import { startChildProgram, type ChildProgram } from '../world/child-program.ts';
import { cpuSecondsAt } from './metric-at.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, type LedgerName } from '../../core/domain/ledger/network.ts';
import type { DataKind } from '../../core/domain/ledger/fact-table.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

export type BenchHouse = AsyncDisposable & {
  readonly client: ChainClient;
  readonly url: string;
  /** The sealer's data folder. */
  readonly data: string;
  readonly people: Readonly<Record<'company' | 'portal' | 'collector' | 'provider' | 'subscriber', Account>>;
  /** Forms and signs a block; `to` is the company where it is left out. */
  sign(from: Account, ledger: LedgerName, kind: number, data: Hex, options?: { to?: Hex; subject?: Hex }): SignedBlock;
  form<K extends DataKind>(
    from: Account,
    ledger: LedgerName,
    kind: K,
    value: BlockData[K],
    options?: { to?: Hex; subject?: Hex },
  ): SignedBlock;
  /** Sends all, `atOnce` together or each after the one before, and waits until the ledgers hold them. Seconds from first to last. */
  deliver(blocks: readonly SignedBlock[], atOnce?: number): Promise<number>;
  /** CPU that the sealer used since it started, seconds, all its threads together. */
  cpuSeconds(): Promise<number>;
  /** Stops the sealer; its data stays until disposal. */
  stop(): Promise<void>;
  /** Stops the sealer and starts it over its data. Seconds from the start of the process until it serves. */
  restart(): Promise<number>;
};

/** A sealer in a process of its own, with the five participants that every part needs, enrolled and active. */
export async function startBenchHouse(
  options: { blockInterval?: string; maxAhead?: string; engine?: string; gethBinary?: string } = {},
): Promise<BenchHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-'));
  const data = join(folder, 'sealer');
  const people = {
    company: person('company'),
    portal: person('portal'),
    collector: person('collector'),
    provider: person('provider'),
    subscriber: person('subscriber'),
  };
  const settings = {
    data,
    port: 0,
    found: true,
    company: people.company.address,
    portal: people.portal.address,
    subscriberPerMinute: 1_000_000,
    programPerSecond: 1_000_000,
    subscriberBytesPerMinute: 1_000_000_000,
    programBytesPerSecond: 1_000_000_000,
    answersState: true,
    requestsPerSecond: 1_000_000,
    logLevel: 'warn',
    ...options,
  };
  const file = join(folder, 'sealer.json');
  writeFileSync(file, JSON.stringify(settings));
  const start = (): Promise<ChildProgram> =>
    startChildProgram({
      name: 'sealer',
      command: ['sealer', '--settings', file],
      logFile: join(folder, 'sealer.log'),
    });
  let sealer = await start();
  const url = String(sealer.ready['url']);
  const client = await connectChain({ url, queueUrl: url });
  const { contracts, company } = client.network;

  const sign: BenchHouse['sign'] = (from, ledger, kind, content, options = {}) =>
    signBlock({
      domain: domainOf(client.network),
      ledger: contracts[ledger],
      signer: from,
      to: options.to ?? company,
      kind,
      subject: options.subject ?? ZERO_32,
      data: content,
      timestamp: unixSeconds(),
    });
  const form: BenchHouse['form'] = (from, ledger, kind, value, options) =>
    sign(from, ledger, KIND[kind], encodeData(kind, value), options);
  const deliver: BenchHouse['deliver'] = async (blocks, atOnce = 1) => {
    const started = performance.now();
    for (let at = 0; at < blocks.length; at += atOnce) {
      await Promise.all(blocks.slice(at, at + atOnce).map((block) => client.submit(block)));
    }
    await allRecorded(client, blocks);
    return (performance.now() - started) / 1000;
  };
  const house: BenchHouse = {
    client,
    url,
    data,
    people,
    sign,
    form,
    deliver,
    cpuSeconds: () => cpuSecondsAt(url),
    stop: async () => {
      await sealer[Symbol.asyncDispose]();
    },
    async restart() {
      await sealer[Symbol.asyncDispose]();
      const started = performance.now();
      sealer = await start();
      return (performance.now() - started) / 1000;
    },
    async [Symbol.asyncDispose]() {
      await sealer[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await enrolAll(house);
  return house;
}

/** The same accounts in every run. */
function person(name: string): Account {
  return accountFromMnemonic(Mnemonic.fromEntropy(keccak_256(utf8(`domledger bench ${name}`)).subarray(0, 16)).phrase);
}

async function enrolAll(house: BenchHouse): Promise<void> {
  const { company, portal, collector, provider, subscriber } = house.people;
  const roles = [
    [company, ROLE.company],
    [portal, ROLE.portal],
    [collector, ROLE.collector],
    [provider, ROLE.provider],
    [subscriber, ROLE.subscriber],
  ] as const;
  await house.deliver(
    roles.map(([account, role]) =>
      house.form(account, 'participants', 'ENROL', { role, encryptionKey: account.encryptionKey, envelope: '0x' }),
    ),
  );
  const confirmations = roles
    .filter(([account]) => account !== company && account !== portal)
    .map(([{ address, encryptionKey }, role]) => {
      const value = { account: address, role, encryptionKeyHash: toHex(keccak_256(fromHex(encryptionKey))) };
      return house.form(company, 'participants', 'REGISTER', value, { to: address });
    });
  await house.deliver(confirmations);
  const { address, encryptionKey } = subscriber;
  const attestation = { account: address, encryptionKeyHash: toHex(keccak_256(fromHex(encryptionKey))) };
  await house.deliver([house.form(portal, 'participants', 'ATTEST', attestation, { to: address })]);
}

async function allRecorded(client: ChainClient, blocks: readonly SignedBlock[]): Promise<void> {
  const byLedger = new Map<Hex, SignedBlock>();
  for (const block of blocks) byLedger.set(block.ledger, block);
  for (const [ledger, last] of byLedger) {
    const digest = checkSignedBlock(domainOf(client.network), last);
    while (!(await client.read.isRecorded(ledger, digest))) {
      const status = await client.status(digest);
      if (status.state === 'refused') throw new Error(`${status.error.name}(${status.error.args.join(', ')})`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
