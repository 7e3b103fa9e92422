import { network } from 'hardhat';
import { getContractAddress, type Abi, type Address, type ContractErrorName } from 'viem';

import { billingLedgerAbi } from '../../../core/chain/generated/BillingLedger.ts';
import { contractLedgerAbi } from '../../../core/chain/generated/ContractLedger.ts';
import { metersAbi } from '../../../core/chain/generated/Meters.ts';
import { participantsAbi } from '../../../core/chain/generated/Participants.ts';
import { premisesAbi } from '../../../core/chain/generated/Premises.ts';
import { readingLedgerAbi } from '../../../core/chain/generated/ReadingLedger.ts';
import { tariffsAbi } from '../../../core/chain/generated/Tariffs.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import {
  internalBlockDigest,
  signBlock,
  type SignedBlock,
  type Signer,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE, type RoleName } from '../../../core/domain/ledger/kinds.ts';
import { keccakOf, makeAccount } from './accounts.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { DOMAIN } from '../../support/domain.ts';

export const CHAIN_ID = 53278n;

const ABIS = {
  participants: participantsAbi,
  meters: metersAbi,
  tariffs: tariffsAbi,
  readingLedger: readingLedgerAbi,
  contractLedger: contractLedgerAbi,
  billingLedger: billingLedgerAbi,
  premises: premisesAbi,
} as const;
export type LedgerName = keyof typeof ABIS;
export type LedgerContract<L extends LedgerName = LedgerName> = { address: Hex; abi: (typeof ABIS)[L] };

/** Which ledger takes a kind; the payables kinds go to the billing ledger unless a test says otherwise. */
function homeOf(kind: number): LedgerName {
  if (kind === KIND.ACT_WITHDRAW) return 'meters';
  if (kind < 0x0200) return 'participants';
  if (kind < 0x0300) return 'meters';
  if (kind < 0x0400) return 'tariffs';
  if (kind < 0x0500) return 'premises';
  if (kind < 0x1200) return 'contractLedger';
  return kind < 0x1300 ? 'billingLedger' : 'readingLedger';
}

export type SendOptions = { to?: Hex; subject?: Hex; timestamp?: bigint; ledger?: LedgerName; replaces?: Hex };

/** Everyone in the tests, by role. The stranger never enrols. */
export const actors = {
  company: makeAccount('company'),
  portal: makeAccount('portal'),
  collector: makeAccount('collector'),
  electricity: makeAccount('electricity'),
  water: makeAccount('water'),
  subscriber: makeAccount('subscriber'),
  neighbour: makeAccount('neighbour'),
  stranger: makeAccount('stranger'),
  /** The network's first seal key. */
  sealer: makeAccount('sealer'),
};

/** Named at the founding: three of others, and one of the portal. */
export const FIRST_WITNESSES = [
  { key: makeAccount('first witness'), owner: makeAccount('first owner').address },
  { key: makeAccount('second witness'), owner: actors.electricity.address },
  { key: makeAccount('third witness'), owner: actors.water.address },
  { key: makeAccount('witness of the portal'), owner: actors.portal.address },
];

const connection = await network.create();
const { viem, networkHelpers } = connection;
const publicClient = await viem.getPublicClient();
const [carrier] = await viem.getWalletClients();

async function deploy<L extends LedgerName>(name: L, args: readonly unknown[]): Promise<LedgerContract<L>> {
  const contract = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { address } = await viem.deployContract(contract, [...args]);
  return { address, abi: ABIS[name] };
}

async function deployAll() {
  const deployer = carrier?.account.address;
  if (deployer === undefined) throw new Error('Hardhat gave no account.');
  const participants = await deploy('participants', [
    DOMAIN.networkHash,
    actors.company.address,
    actors.portal.address,
    actors.sealer.address,
    FIRST_WITNESSES.map(({ key, owner }) => ({ witness: key.address, owner })),
  ]);
  // Meters is told where the reading and contract ledger come to stand: two and three contracts later.
  const nonce = await publicClient.getTransactionCount({ address: deployer });
  const later = (places: bigint): Address => getContractAddress({ from: deployer, nonce: BigInt(nonce) + places });
  const meters = await deploy('meters', [DOMAIN.networkHash, participants.address, later(2n), later(3n)]);
  const tariffs = await deploy('tariffs', [DOMAIN.networkHash, participants.address]);
  const readingLedger = await deploy('readingLedger', [DOMAIN.networkHash, participants.address, meters.address]);
  const shared = [DOMAIN.networkHash, participants.address, meters.address, tariffs.address, readingLedger.address];
  const contractLedger = await deploy('contractLedger', shared);
  const billingLedger = await deploy('billingLedger', [...shared, contractLedger.address]);
  const premises = await deploy('premises', [DOMAIN.networkHash, participants.address, meters.address]);
  return { participants, meters, tariffs, readingLedger, contractLedger, billingLedger, premises };
}

/** The seven contracts on a fresh chain, and the ways to write to them and to read them. */
async function emptyHouse() {
  const contracts = await deployAll();
  const now = BigInt(await networkHelpers.time.latest());
  let clock = now - 600n;

  /** Signs data of any kind; every call has another timestamp, so that equal data makes another block. */
  function sign(from: Signer, kind: number, data: Hex, options: SendOptions = {}): SignedBlock {
    return signBlock({
      domain: DOMAIN,
      ledger: contracts[options.ledger ?? homeOf(kind)].address,
      signer: from,
      to: options.to ?? ZERO_ADDRESS,
      kind,
      subject: options.subject ?? ZERO_32,
      data,
      timestamp: options.timestamp ?? ++clock,
      replaces: options.replaces,
    });
  }

  /** Carries a signed block to its ledger; resolves to the transaction hash. */
  async function carry(signed: SignedBlock): Promise<Hex> {
    if (carrier === undefined) throw new Error('Hardhat gave no account.');
    return await carrier.writeContract({
      address: signed.ledger,
      abi: participantsAbi,
      functionName: 'submit',
      args: [signed.block, signed.signature, signed.data],
      gas: 16_000_000n,
      gasPrice: 0n,
    });
  }

  /** Tests move the chain's time, and each begins at the same one again: blocks are dated of these minutes. */
  async function followChain(): Promise<void> {
    const latest = BigInt(await networkHelpers.time.latest());
    if (clock < latest - 700n || clock > latest) clock = latest - 600n;
  }

  async function send<K extends DataKind>(
    from: Signer,
    kind: K,
    value: BlockData[K],
    options?: SendOptions,
  ): Promise<Hex> {
    await followChain();
    return await carry(sign(from, KIND[kind], encodeData(kind, value), options));
  }

  /** As `send`, but resolves to the block's digest: the id of what a block creates. */
  async function create<K extends DataKind>(
    from: Signer,
    kind: K,
    value: BlockData[K],
    options?: SendOptions,
  ): Promise<Hex> {
    await followChain();
    const signed = sign(from, KIND[kind], encodeData(kind, value), options);
    await carry(signed);
    return internalBlockDigest(DOMAIN, signed.ledger, signed.block);
  }

  async function enrol(account: Account, role: number): Promise<Hex> {
    return await send(
      account,
      'ENROL',
      { role, encryptionKey: account.encryptionKey, envelope: '0x' },
      { to: actors.company.address },
    );
  }

  async function confirm(account: Account, role: number): Promise<Hex> {
    const encryptionKeyHash = keccakOf(account.encryptionKey);
    return await send(actors.company, 'REGISTER', { account: account.address, role, encryptionKeyHash });
  }

  async function attest(account: Account): Promise<Hex> {
    const encryptionKeyHash = keccakOf(account.encryptionKey);
    return await send(actors.portal, 'ATTEST', { account: account.address, encryptionKeyHash });
  }

  /** Enrols, registers and, if a subscriber, attests. */
  async function admit(account: Account, roleName: RoleName): Promise<void> {
    const role = ROLE[roleName];
    await enrol(account, role);
    await confirm(account, role);
    if (roleName === 'subscriber') await attest(account);
  }

  async function suspend(account: Account): Promise<Hex> {
    return await send(actors.company, 'SUSPEND', { account: account.address });
  }

  return { contracts, now, followChain, sign, carry, send, create, enrol, confirm, attest, admit, suspend, ...actors };
}

/** Not a fixture itself: for preparations that go on from here. */
export async function peopledHouse(): Promise<House> {
  const house = await emptyHouse();
  await house.enrol(actors.company, ROLE.company);
  await house.enrol(actors.portal, ROLE.portal);
  await house.admit(actors.collector, 'collector');
  await house.admit(actors.electricity, 'provider');
  await house.admit(actors.water, 'provider');
  await house.admit(actors.subscriber, 'subscriber');
  await house.admit(actors.neighbour, 'subscriber');
  return house;
}

export type House = Awaited<ReturnType<typeof emptyHouse>>;

/** A fresh chain with the contracts and nobody enrolled. */
export async function freshHouse(): Promise<House> {
  return await networkHelpers.loadFixture(emptyHouse);
}

/** Company, portal, collector, two providers and two subscribers, all active. */
export async function livedInHouse(): Promise<House> {
  return await networkHelpers.loadFixture(peopledHouse);
}

/** Runs a preparation once and comes back to its end state in every test. */
export async function fixture<T>(prepare: () => Promise<T>): Promise<T> {
  return await networkHelpers.loadFixture(prepare);
}

/** Expects that a call is refused by this custom error with these arguments. */
export async function refused<A extends Abi>(
  call: Promise<Hex>,
  by: { address: Hex; abi: A },
  error: ContractErrorName<A>,
  args?: readonly unknown[],
): Promise<void> {
  if (args === undefined) await viem.assertions.revertWithCustomError(call, by, error);
  else await viem.assertions.revertWithCustomErrorWithArgs(call, by, error, args as never);
}

export { networkHelpers, publicClient, viem };
