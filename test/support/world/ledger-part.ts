import { createSteadyClock } from '../../../sealer/guards/steady-clock.ts';
import { join } from 'node:path';
import { connectChain, type ChainClient } from '../../../core/chain/chain-client.ts';
import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startSealer } from '../../../sealer/main.ts';
import { sealerSettings } from '../../../sealer/settings.ts';
import { waitFor } from '../wait-for.ts';
import { actorsWith, keyHash, ROLES, type ActorName, type Actors } from './actors.ts';
import { signsAnew } from './sign-anew.ts';

/** Starts a sealer with these overrides of its settings: in this process, or in one of its own. */
export type StartSealer = (overrides: Record<string, unknown>) => Promise<AsyncDisposable & { readonly url: string }>;

export type LedgerPlan = {
  /** Accounts that are not to be fresh ones. */
  readonly accounts?: Partial<Actors>;
  /** Who is enrolled and registered, and a subscriber attested, from the beginning. */
  readonly active?: readonly ActorName[];
  readonly settings?: Record<string, unknown>;
  readonly start?: StartSealer;
};

export type Saying = { from: Account; ledger: LedgerName; to?: Hex; kind: number; subject?: Hex; data: Hex };

/** The company's sealer, and ways to say something on its ledgers as anybody. */
export type Ledger = Actors &
  AsyncDisposable & {
    readonly folder: string;
    readonly url: string;
    readonly networkFile: string;
    readonly network: Network;
    readonly client: ChainClient;
    sign(saying: Saying): SignedBlock;
    /** Hands a signed block to the queue and waits until it is sealed. @returns its digest; throws when the ledger refuses it */
    send(signed: SignedBlock): Promise<Hex>;
    say(saying: Saying): Promise<Hex>;
    /** Says data of a kind; to the company where nothing else is usual. */
    record<K extends DataKind>(
      from: Account,
      ledger: LedgerName,
      kind: K,
      data: BlockData[K],
      subject?: Hex,
    ): Promise<SignedBlock>;
    register(account: { address: Hex; encryptionKey: Hex }, role: number): Promise<void>;
    /** Enrols, registers and, for subscribers, attests as the portal would. */
    enrol(account: Account, role: number): Promise<void>;
    stop(): Promise<void>;
    /** Starts it again, at the same address. */
    start(): Promise<void>;
  };

const QUICK = {
  found: true,
  targetBits: 4,
  blockInterval: '20ms',
  maxAhead: '1h',
  answersState: true,
  requestsPerSecond: 100_000,
  logLevel: 'silent',
};
const MANY = {
  queueMax: 10_000,
  subscriberPerMinute: 100_000,
  subscriberBytesPerMinute: 100_000_000,
  programPerSecond: 10_000,
  programBytesPerSecond: 100_000_000,
  enrolPerMinute: 10_000,
};

/** Its data stand in `folder`/sealer. */
export async function startLedger(folder: string, plan: LedgerPlan = {}): Promise<Ledger> {
  const actors = actorsWith(plan.accounts);
  const launch = (port: number): ReturnType<StartSealer> =>
    (plan.start ?? inThisProcess)({
      data: join(folder, 'sealer'),
      port,
      name: 'test',
      company: actors.company.address,
      portal: actors.portal.address,
      ...QUICK,
      ...MANY,
      ...plan.settings,
    });
  let running: Awaited<ReturnType<StartSealer>> | undefined = await launch(0);
  const { url } = running;
  const client = await connectChain({ url, queueUrl: url });
  const sayings = sayingsOf(client);
  const stop = async (): Promise<void> => {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  };
  const { company, portal } = actors;
  const register: Ledger['register'] = async (account, role) => {
    const data = encodeData('REGISTER', { account: account.address, role, encryptionKeyHash: keyHash(account) });
    const { address: to } = account;
    await sayings.say({ from: company, ledger: 'participants', to, kind: KIND.REGISTER, data });
  };
  const enrol: Ledger['enrol'] = async (account, role) => {
    const { address, encryptionKey } = account;
    await sayings.record(account, 'participants', 'ENROL', { role, encryptionKey, envelope: '0x' });
    if (role !== ROLE.company && role !== ROLE.portal) await register(account, role);
    if (role !== ROLE.subscriber) return;
    const data = encodeData('ATTEST', { account: address, encryptionKeyHash: keyHash(account) });
    await sayings.say({ from: portal, ledger: 'participants', to: address, kind: KIND.ATTEST, data });
  };
  const ledger: Ledger = {
    ...actors,
    ...sayings,
    folder,
    url,
    networkFile: join(folder, 'sealer', 'network.json'),
    network: client.network,
    client,
    register,
    enrol,
    stop,
    async start() {
      running = await launch(Number(new URL(url).port));
    },
    [Symbol.asyncDispose]: stop,
  };
  for (const name of ['company', 'portal', 'provider', 'collector', 'owner'] as const)
    if (plan.active?.includes(name) === true) await enrol(actors[name], ROLES[name]);
  return ledger;
}

function inThisProcess(overrides: Record<string, unknown>): ReturnType<StartSealer> {
  // A test moves the time of its whole process, and the sealer's with it.
  const clock = createSteadyClock({ wall: () => Date.now(), forward: () => Date.now() });
  return startSealer(readSettings(sealerSettings, { prefix: 'TEST_', overrides }), new AbortController().signal, clock);
}

function sayingsOf(client: ChainClient): Pick<Ledger, 'sign' | 'send' | 'say' | 'record'> {
  const { network } = client;
  /** Facts about everybody are said to the company, others to nobody. */
  const usual = (ledger: LedgerName): Hex =>
    ledger === 'participants' || ledger === 'meters' ? network.company : ZERO_ADDRESS;
  const anew = signsAnew();
  const sign: Ledger['sign'] = ({ from, ledger, to, kind, subject, data }) =>
    anew((timestamp) =>
      signBlock({
        domain: domainOf(network),
        ledger: network.contracts[ledger],
        signer: from,
        to: to ?? usual(ledger),
        kind,
        subject: subject ?? ZERO_32,
        data,
        timestamp,
      }),
    );
  const send: Ledger['send'] = async (signed) => {
    const { digest } = await client.submit(signed);
    return waitFor(`block ${digest} of kind 0x${signed.block.kind.toString(16)} is sealed`, async () => {
      const status = await client.status(digest);
      if (status.state === 'refused') throw new Error(`refused: ${status.error.name}(${status.error.args.join(', ')})`);
      return status.state === 'sealed' && digest;
    });
  };
  return {
    sign,
    send,
    say: (saying) => send(sign(saying)),
    async record(from, ledger, kind, data, subject = ZERO_32) {
      const signed = sign({ from, ledger, kind: KIND[kind], subject, data: encodeData(kind, data) });
      await send(signed);
      return signed;
    },
  };
}
