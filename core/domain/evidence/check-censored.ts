import { InputError } from '../bytes/errors.ts';
import { lastSecondOf } from '../ledger/block-life.ts';
import { carriedBlock } from '../ledger/carried-block.ts';
import { checkSignedBlock, internalBlockDigest, type SignedBlock } from '../ledger/internal-block.ts';
import { domainOf, type Network, type NetworkDomain } from '../ledger/network.ts';
import { SEEN_SECONDS } from '../limits.ts';
import type { BlockRecord } from '../seal/block-record.ts';
import { isSeenSigned, type SignedSeen } from '../seal/seen.ts';
import { carries } from './fate-of.ts';
import { unproved } from './unproved.ts';

/** A block that witnesses saw: each of them once. */
export type Censored = { block: SignedBlock; seen: readonly SignedSeen[] };

/**
 * What the file alone shows: that the block is its sender's, and that each of these witnesses saw it. Who of them counts is the reader's affair.
 * @throws InputError EXECUTION_NEEDED always, where nothing else is wrong: that no block carried it shows in the blocks
 */
export function checkSeen({ block, seen }: Censored, accused: { domain: NetworkDomain }): never {
  const digest = checkSignedBlock(accused.domain, block);
  if (seen.length === 0) throw unproved('no witness saw it');
  if (new Set(seen.map(({ witness }) => witness)).size < seen.length) throw unproved('it counts a witness twice');
  for (const word of seen)
    if (word.digest !== digest || !isSeenSigned(accused.domain, word))
      throw unproved(`${word.witness} did not sign that it saw ${digest}`);
  throw new InputError(
    'EXECUTION_NEEDED',
    `${seen.map(({ witness }) => witness).join(', ')} saw ${digest} by ${lastTime(seen)}. Whether a block carries it shows in the blocks: give --data or --url.`,
  );
}

/**
 * Whether a seen block was kept out of the chain: within ten minutes from the last of these words no block carried it, nor another one in its place.
 * @param records all blocks from one dated before the internal block on, in order, each checked
 * @returns what is proved @throws InputError EVIDENCE_INVALID
 */
export function checkCensored({ block, seen }: Censored, network: Network, records: readonly BlockRecord[]): string {
  const domain = domainOf(network);
  const digest = internalBlockDigest(domain, block.ledger, block.block);
  const deadline = lastTime(seen) + SEEN_SECONDS;
  if (lastSecondOf(network, block) < deadline) throw unproved('its life was over within ten minutes');
  const last = records.at(-1);
  if (last === undefined || last.timestamp <= deadline)
    throw unproved(`the blocks here end with ${last?.timestamp ?? 0n}, before its ten minutes are over at ${deadline}`);
  const inTime = records.filter(({ timestamp }) => timestamp <= deadline);
  const carrying = inTime.find((record) => carries(record, { digest, key: block.block.from }, domain));
  if (carrying !== undefined) throw unproved(`block ${carrying.number} carries it`);
  const replacing = inTime.find(({ transactions }) =>
    transactions.some((raw) => {
      const other = carriedBlock(raw);
      return other?.ledger === block.ledger && other.block.from === block.block.from && other.block.replaces === digest;
    }),
  );
  if (replacing !== undefined) throw unproved(`block ${replacing.number} carries another one in its place`);
  return `${seen.map(({ witness }) => witness).join(', ')} saw ${digest} by ${lastTime(seen)}, and no block up to ${deadline} carries it.`;
}

function lastTime(seen: readonly SignedSeen[]): bigint {
  return seen.reduce((last, { time }) => (time > last ? time : last), 0n);
}
