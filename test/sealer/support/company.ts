import { keccak256 } from 'ethers';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { signBlock, signedBlockToJson, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, isFounder, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { createSteadyClock, type SteadyClock } from '../../../sealer/guards/steady-clock.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { sealerSettings, type SealerSettings } from '../../../sealer/settings.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { signsAnew } from '../../support/world/sign-anew.ts';

export const COMPANY = accountFromMnemonic(createMnemonic());
export const PORTAL = accountFromMnemonic(createMnemonic());
export const SUBSCRIBER = accountFromMnemonic(createMnemonic());
export const STRANGER = accountFromMnemonic(createMnemonic());

export function companySettings(data: string, over: Record<string, unknown> = {}): SealerSettings {
  const overrides = {
    data,
    port: 0,
    company: COMPANY.address,
    portal: PORTAL.address,
    targetBits: 4,
    blockInterval: '1ms',
    maxAhead: '1h',
    answersState: true,
    requestsPerSecond: 100_000,
    logLevel: 'silent',
    found: over['primaryUrl'] === undefined,
    ...over,
  };
  return readSettings(sealerSettings, { prefix: 'TEST_SEALER_', overrides });
}

/** A clock that a test moves, and that is gone by however it moves. */
export function movedClock(now: () => number): SteadyClock {
  return createSteadyClock({ wall: now, forward: now });
}

/** The real sealer of a test company, until it is disposed. */
export async function startCompany(
  data: string,
  over: Record<string, unknown> = {},
  now?: () => number,
): Promise<RunningSealer> {
  const clock = now === undefined ? createSteadyClock() : movedClock(now);
  return startSealer(companySettings(data, over), new AbortController().signal, clock);
}

export type Answer = { status: number; body: Record<string, unknown> };

export async function ask(url: string, body?: unknown): Promise<Answer> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export function submit(url: string, signed: SignedBlock): Promise<Answer> {
  return ask(`${url}/v1/queue`, signedBlockToJson(signed));
}

/** Waits until the queue says what became of a block. */
export async function outcome(url: string, digest: unknown): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await ask(`${url}/v1/queue/${String(digest)}`);
    if (body['state'] !== 'queued') return body;
    const { body: head } = await ask(`${url}/v1/head`);
    await fetch(`${url}/v1/blocks?from=${Number(head['number']) + 1}&limit=1&wait=1000`);
  }
}

const anew = signsAnew();

/** A block of its own at each call, unless it is dated. */
export function blockOf<K extends DataKind>(
  network: Network,
  signer: Account,
  kind: K,
  data: BlockData[K],
  over: { ledger?: LedgerName; timestamp?: bigint; to?: Hex } = {},
): SignedBlock {
  const sign = (timestamp: bigint): SignedBlock =>
    signBlock({
      domain: domainOf(network),
      ledger: network.contracts[over.ledger ?? 'participants'],
      signer,
      to: over.to ?? COMPANY.address,
      kind: KIND[kind],
      subject: ZERO_32,
      data: encodeData(kind, data),
      timestamp,
    });
  return over.timestamp === undefined ? anew(sign) : sign(over.timestamp);
}

export function enrolment(network: Network, account: Account, role: number): SignedBlock {
  return blockOf(network, account, 'ENROL', { role, encryptionKey: account.encryptionKey, envelope: '0x' });
}

/** The n-th of the company's rates: each is valid later than the one before, so the ledger takes them in this order only. */
export function rate(
  network: Network,
  n: number,
  signer: Account = COMPANY,
  dated: { timestamp?: bigint } = {},
): SignedBlock {
  const validFrom = 1_790_000_000n + BigInt(n) * 3600n;
  const data = { resource: 6, zone: 0, mantissa: 5n, exponent: -3, validFrom };
  return blockOf(network, signer, 'RATE', data, { ledger: 'tariffs', ...dated });
}

/** Enrols, registers and, for subscribers, attests; the portal must have been let in before the first subscriber. */
export async function letIn(sealer: RunningSealer, account: Account, role: number): Promise<void> {
  const { network, url } = sealer;
  const encryptionKeyHash = keccak256(account.encryptionKey) as Hex;
  const blocks = [enrolment(network, account, role)];
  if (!isFounder(network, account.address)) {
    const registration = { account: account.address, role, encryptionKeyHash };
    blocks.push(blockOf(network, COMPANY, 'REGISTER', registration, { to: account.address }));
  }
  if (role === ROLE.subscriber) {
    const attestation = { account: account.address, encryptionKeyHash };
    blocks.push(blockOf(network, PORTAL, 'ATTEST', attestation, { to: account.address }));
  }
  for (const block of blocks) {
    const { body } = await submit(url, block);
    const end = await outcome(url, body['digest']);
    if (end['state'] !== 'sealed')
      throw new Error(`a block of the company was not taken: ${JSON.stringify([body, end])}`);
  }
}
