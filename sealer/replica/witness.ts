import { existsSync, readFileSync } from 'node:fs';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { cosignatureDigest, sealDigest } from '../../core/domain/seal/seal.ts';
import { seenDigest, type SignedSeen } from '../../core/domain/seal/seen.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { Chain } from '../chain/chain.ts';
import type { DateGuard } from '../guards/date-guard.ts';
import { parseCosignature } from '../../core/domain/seal/seal.ts';
import type { SignedCosignature } from '../../core/domain/seal/seal.ts';

/** Cosigns what the replica verified. Each number has one block in the log, so it signs never two of one number. */
export type Witness = {
  readonly address: Hex;
  /** @throws InputError BLOCK_UNKNOWN, BLOCK_MISDATED, COSIGNED_OTHERWISE; TransientError NOT_EXECUTED */
  cosign(number: bigint): SignedCosignature;
  /** Says that a block lies before it now. */
  see(digest: Hex): SignedSeen;
};

/**
 * The highest cosigned head is kept in a file of its own, written before the signature leaves: if the log was lost and fetched again, nothing is cosigned
 * before it holds the same head again, and everything below hangs on that head by its parent seals.
 */
export function openWitness(args: {
  chain: Chain;
  signer: Signer;
  file: string;
  dates?: Pick<DateGuard, 'check'>;
  now: () => number;
}): Witness {
  const { chain, signer } = args;
  const { domain } = chain.rules;
  let highest = readHighest(args.file);

  /** Until when the block was the newest one here: the next one's date, or now. */
  const timeOf = (number: bigint): bigint => {
    const now = unixSeconds(args.now());
    if (number === chain.head?.number) return now;
    const { timestamp } = chain.record(Number(number + 1n));
    return timestamp < now ? timestamp : now;
  };
  const cosignature = (number: bigint): SignedCosignature => {
    const sealHash = sealDigest(domain, chain.record(Number(number)).seal);
    const word = { number, sealHash, time: timeOf(number) };
    return { ...word, signature: signer.sign(cosignatureDigest(domain, word)) };
  };

  return {
    address: signer.address,
    cosign(number) {
      if (chain.executedFrom !== undefined)
        throw new TransientError(
          'NOT_EXECUTED',
          `This replica began with the state of block ${chain.executedFrom}, which others executed. It cosigns once it has executed what lies before.`,
        );
      if (chain.head === undefined || number > chain.head.number) {
        throw new InputError('BLOCK_UNKNOWN', `Block ${number} is not verified here yet.`);
      }
      args.dates?.check(chain.record(Number(number)));
      if (highest !== undefined) {
        const held = highest.number <= chain.head.number ? cosignature(highest.number).sealHash : undefined;
        if (held !== highest.sealHash) {
          throw new InputError(
            'COSIGNED_OTHERWISE',
            `This witness cosigned ${highest.sealHash} as block ${highest.number}, which is not in its log now.`,
          );
        }
      }
      const made = cosignature(number);
      if (highest === undefined || number > highest.number) {
        const kept = { ...made, number: number.toString(), time: made.time.toString() };
        writeDurably(args.file, `${JSON.stringify(kept)}\n`);
        highest = made;
      }
      return made;
    },
    see(digest) {
      const word = { digest, time: unixSeconds(args.now()) };
      return { ...word, witness: signer.address, signature: signer.sign(seenDigest(domain, word)) };
    },
  };
}

function readHighest(file: string): SignedCosignature | undefined {
  return existsSync(file) ? parseCosignature(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
