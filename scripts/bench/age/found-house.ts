import { keccak_256 } from '@noble/hashes/sha3.js';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import type { Witness } from '../../../core/domain/witnesses/witness.ts';
import { KIND, RESOURCE, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import { OFFER_LIFE } from '../../../core/domain/limits.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { createProgress } from '../../../core/runtime/start/progress.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { foundNetwork } from '../../../sealer/chain/found-network.ts';
import { openParts } from '../../../sealer/open-parts.ts';
import { sealerSettings, type SealerSettings } from '../../../sealer/settings.ts';

/** A house whose past can be dated at will. */
export type AgedHouse = {
  readonly network: Network;
  /** What the sealer's settings say of it. */
  readonly settings: {
    readonly company: Hex;
    readonly portal: Hex;
    readonly targetBits: number;
    readonly witnesses: readonly Witness[];
    /** Nobody else has more of it. */
    readonly alone: true;
  };
  /** The blocks after which `fact` is taken, dated. */
  enrolments(timestamp: bigint): SignedBlock[];
  /** The n-th of its facts: mostly offers with an envelope, some rates, and some rates that the ledger refuses. */
  fact(n: number, timestamp: bigint): SignedBlock;
};

const ENVELOPE_BYTES = 200;
/** Looking for the nonce of a seal costs whoever makes a block, and nobody who starts. */
const TARGET_BITS = 0;

/** Founds a house whose first blocks are so old. @param ageMs to now; `witness` cosigns what it executes */
export async function foundHouse(data: string, ageMs: number, witness: Hex): Promise<AgedHouse> {
  const [company, portal, resident] = [0, 1, 2].map(() => accountFromMnemonic(createMnemonic())) as [
    Account,
    Account,
    Account,
  ];
  const founded = {
    ...{ company: company.address, portal: portal.address, targetBits: TARGET_BITS },
    ...{ witnesses: [{ key: witness, owner: resident.address }], alone: true as const },
  };
  const overrides = { data, port: 0, ...founded, heartbeat: '1h', logLevel: 'silent', snapshotEvery: 0, found: true };
  const settings = readSettings(sealerSettings, { prefix: 'BENCH_SEALER_', overrides });
  const network = await found(settings, () => Date.now() - ageMs);

  const form = <K extends DataKind>(
    signer: Account,
    ledger: LedgerName,
    kind: K,
    value: BlockData[K],
    { to, timestamp }: { to: Hex; timestamp: bigint },
  ): SignedBlock =>
    signBlock({
      domain: domainOf(network),
      ledger: network.contracts[ledger],
      signer,
      to,
      kind: KIND[kind],
      subject: ZERO_32,
      data: encodeData(kind, value),
      timestamp,
    });
  const rate = (n: number, timestamp: bigint): SignedBlock => {
    const value = { resource: 6, zone: 0, mantissa: 5n, exponent: -3, validFrom: 1_790_000_000n + BigInt(n) };
    return form(company, 'tariffs', 'RATE', value, { to: company.address, timestamp });
  };

  return {
    network,
    settings: founded,
    enrolments(timestamp) {
      const encryptionKeyHash = toHex(keccak_256(fromHex(resident.encryptionKey)));
      const account = resident.address;
      const enrol = ([signer, role]: [Account, number]): SignedBlock =>
        form(
          signer,
          'participants',
          'ENROL',
          { role, encryptionKey: signer.encryptionKey, envelope: '0x' },
          { to: company.address, timestamp },
        );
      return [
        ...(
          [
            [company, ROLE.company],
            [portal, ROLE.portal],
            [resident, ROLE.subscriber],
          ] as [Account, number][]
        ).map(enrol),
        form(
          company,
          'participants',
          'REGISTER',
          { account, role: ROLE.subscriber, encryptionKeyHash },
          { to: account, timestamp },
        ),
        form(portal, 'participants', 'ATTEST', { account, encryptionKeyHash }, { to: account, timestamp }),
      ];
    },
    fact(n, timestamp) {
      // Each tenth a rate; each thirtieth one that is not later than the one before, and is refused.
      if (n % 10 === 9) return rate(n % 30 === 29 ? 0 : n, timestamp);
      const envelope = toHex(keccakStream(n, ENVELOPE_BYTES));
      const value = { resource: RESOURCE.upkeep, meterId: ZERO_32, validUntil: timestamp + OFFER_LIFE, envelope };
      return form(company, 'contractLedger', 'OFFER', value, { to: resident.address, timestamp });
    },
  };
}

async function found(settings: SealerSettings, now: () => number): Promise<Network> {
  const { signal } = new AbortController();
  await using parts = await openParts(settings, {
    signal,
    until: signal,
    progress: createProgress(() => undefined),
    log: createLog('sealer', 'silent'),
    now,
  });
  const { chosen, chain, carrierKey } = parts;
  if (chosen.role !== 'sealer') throw new Error('a house without a keeper has one sealer');
  await foundNetwork({ chain, network: chosen.network, signer: chosen.sealSigner, carrierKey, now });
  return chosen.network;
}

/** Bytes that no two offers share, so that none is the same block. */
function keccakStream(n: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 32)
    bytes.set(keccak_256(new TextEncoder().encode(`${n}:${at}`)).subarray(0, Math.min(32, length - at)), at);
  return bytes;
}
