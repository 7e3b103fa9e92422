import { join } from 'node:path';
import { connectChain, type ChainClient } from '../../../core/chain/chain-client.ts';
import { signerFromPrivateKey } from '../../../core/domain/ledger/account.ts';
import { encodeData, encodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, isFounder } from '../../../core/domain/ledger/network.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { accountSubject } from '../../../core/domain/ledger/ids.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { REKEY_OBJECTION, WRAPPED_KEY_BYTES } from '../../../core/domain/limits.ts';
import { toHex, ZERO_32, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { localSealSigner } from '../../../sealer/keys/seal-signer.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import { gasFor } from '../../../core/domain/ledger/block-gas.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { actorsWith, keyHash, newAccount, nowSeconds } from '../../support/world/actors.ts';
import { signsAnew } from '../../support/world/sign-anew.ts';
import { mutations, type Mutation } from './mutate-block.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Ledger, Saying } from '../../support/world/ledger-part.ts';
import { handoverAt } from '../../support/handover.ts';

/** One block that was executed, and whether its ledger took it. */
export type Executed = Mutation & { digest: Hex; taken: boolean };
export type MutatedLedger = AsyncDisposable & {
  readonly ledger: Pick<Ledger, 'say' | 'enrol' | 'client' | 'company' | 'provider' | 'collector' | 'portal' | 'owner'>;
  readonly client: ChainClient;
  readonly url: string;
  /** Announces a seal key that begins with a block which never comes. */
  handOver(): Promise<void>;
  /** An active account loses its key; after the seven days the company wraps again what that closed. The last that is said here: nobody's clock is so far on. */
  loseKey(account: Account): Promise<void>;
  readonly executed: readonly Executed[];
};

const CARRIER = signerFromPrivateKey(`0x${'cb'.repeat(32)}`);
const NEVER = 90_000n;
/** Mutations that can do no harm to what is said next go before, in a state in which the block itself is taken; all others behind. */
const BEFORE = new Set(['bytes behind', 'a hole', 'unsigned data', 'a signature']);
/** Kinds with the same data, of which each takes back what the other said. */
const UNDONE_BY = new Map<number, number>([
  [KIND.SUSPEND, KIND.RESTORE],
  [KIND.RESTORE, KIND.SUSPEND],
]);

/**
 * A company's real chain, past its queue: whatever is said there is executed among mutations of it, in sealed blocks.
 * @param count mutations of each block
 */
export async function startMutatedLedger(args: {
  folder: string;
  count: number;
  random: () => number;
}): Promise<MutatedLedger> {
  const data = join(args.folder, 'sealer');
  const actors = actorsWith();
  const { company, portal } = actors;
  // A heartbeat no longer than the interval beats at once.
  const still = { blockInterval: '1h', heartbeat: '3h' };
  const sealer = await startCompany(data, { ...still, company: company.address, portal: portal.address });
  const { network, chain } = sealer;
  const client = await connectChain({ url: sealer.url, queueUrl: sealer.url });
  const keyring = openSealKeyring(data);
  const signer = localSealSigner(domainOf(network), keyring);
  const executed: Executed[] = [];
  let nonce = 0n;
  const anew = signsAnew();
  /** How far the chain is ahead of the clock, seconds. */
  let ahead = 0n;

  const later = (time: bigint): bigint => (time < nowSeconds() + ahead ? nowSeconds() + ahead : time);
  const execute = async (blocks: readonly Mutation[]): Promise<void> => {
    const head = chain.head;
    if (head === undefined) throw new Error('the network is not founded');
    const transactions = blocks.map(({ signed }) => {
      const call = { to: signed.ledger, data: encodeSubmit(signed), gasLimit: gasFor(signed.data.length / 2) };
      return signZeroFee(network.chainId, { ...call, nonce: nonce++ }, CARRIER);
    });
    const raw = transactions.map((one) => one.raw);
    await chain.make({ transactions: raw, timestamp: later(head.timestamp + 1n), prevRandao: head.sealHash, signer });
    for (const [index, { hash }] of transactions.entries()) {
      const receipt = (await chain.request('eth_getTransactionReceipt', [hash])) as { status: string } | null;
      const block = blocks[index];
      if (receipt === null || block === undefined) throw new Error(`${hash} was not carried`);
      const digest = internalBlockDigest(domainOf(network), block.signed.ledger, block.signed.block);
      executed.push({ ...block, digest, taken: receipt.status === '0x1' });
    }
  };

  const sign = ({ from, ledger, to, kind, subject, data: bytes }: Saying): SignedBlock =>
    anew((timestamp) =>
      signBlock({
        domain: domainOf(network),
        ledger: network.contracts[ledger],
        signer: from,
        to: to ?? (ledger === 'participants' || ledger === 'meters' ? network.company : ZERO_ADDRESS),
        kind,
        subject: subject ?? ZERO_32,
        data: bytes,
        timestamp: timestamp + ahead,
      }),
    );
  const say: Ledger['say'] = async (saying) => {
    const honest = sign(saying);
    const { count, random } = args;
    const others = mutations({ network, honest, signer: saying.from, count, random });
    const harmless = others.filter(({ name }) => BEFORE.has(name));
    // A payment of other content would leave another debt than the story goes on with, and another kind may undo what was said.
    const rest = others.filter(
      ({ name, signed }) =>
        !BEFORE.has(name) && saying.kind !== KIND.PAYMENT && signed.block.kind !== UNDONE_BY.get(saying.kind),
    );
    // Of the dates of a meter's verification the last one counts: it is said once more behind all others.
    const last: Mutation[] = saying.kind === KIND.METER_VERIFY ? [{ name: 'none', signed: sign(saying) }] : [];
    await execute([...harmless, { name: 'none', signed: honest }, ...rest, ...last]);
    const made = executed.findLast(({ name }) => name === 'none');
    if (made?.taken !== true) throw new Error(`the ledger refused a block of kind ${saying.kind} that is right`);
    return made.digest;
  };
  const enrol = async (account: Account, role: number): Promise<void> => {
    const { address: to, encryptionKey } = account;
    const about = { ledger: 'participants', to } as const;
    const enrolment = encodeData('ENROL', { role, encryptionKey, envelope: '0x' });
    await say({ from: account, ledger: 'participants', kind: KIND.ENROL, data: enrolment });
    const encryptionKeyHash = keyHash(account);
    const registration = encodeData('REGISTER', { account: to, role, encryptionKeyHash });
    if (!isFounder(network, to)) await say({ ...about, from: company, kind: KIND.REGISTER, data: registration });
    if (role !== ROLE.subscriber) return;
    const attestation = encodeData('ATTEST', { account: to, encryptionKeyHash });
    await say({ ...about, from: portal, kind: KIND.ATTEST, data: attestation });
  };
  const handOver = async (): Promise<void> => {
    const [retiring, next] = [await keyring.find(network.seal.address), await keyring.create()];
    const handover = encodeData('SEAL_KEY', handoverAt(domainOf(network), NEVER, retiring, next));
    await say({ from: actors.company, ledger: 'participants', kind: KIND.SEAL_KEY, data: handover });
  };
  const loseKey = async ({ address }: Account): Promise<void> => {
    const next = newAccount();
    const change = acceptKey(keyRegisterOf(network), next, { account: address, retiring: address });
    const about = { ledger: 'participants', to: address } as const;
    const data = encodeData('REKEY', { account: address, ...change });
    const subject = accountSubject(address);
    for (const from of [portal, company]) await say({ ...about, from, kind: KIND.REKEY, subject, data });
    ahead = REKEY_OBJECTION + 60n;
    const keys = [{ keyHash: ZERO_32, wrapped: toHex(new Uint8Array(WRAPPED_KEY_BYTES)) }];
    const wrapped = encodeData('WRAP_AGAIN', { encryptionKeyHash: keyHash(next), keys, closed: [ZERO_32] });
    await say({ ...about, from: company, kind: KIND.WRAP_AGAIN, data: wrapped });
  };
  return {
    ledger: { ...actors, say, enrol, client },
    client,
    url: sealer.url,
    handOver,
    loseKey,
    executed,
    [Symbol.asyncDispose]: () => sealer[Symbol.asyncDispose](),
  };
}
