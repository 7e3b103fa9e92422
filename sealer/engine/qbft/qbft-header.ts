import { encodeHeader, headerFromRpc, headerHash, type RpcHeader } from '../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeRlpBytes, rlpBytes, rlpList, rlpUint, type RlpItem } from '../../../core/domain/bytes/rlp.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';

/** extraData of a QBFT header: RLP of [vanity, validators, vote, round, commit seals]. */
export type QbftExtra = { vanity: Uint8Array; validators: Hex[]; hasVote: boolean; round: bigint; seals: Hex[] };

/** What Istanbul-style consensus puts into mixHash. */
const ISTANBUL_DIGEST: Hex = '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365';

/** Strict: exactly these fields, in the shortest encoding. @throws InputError QBFT_EXTRA_INVALID */
export function parseQbftExtra(extraData: Hex): QbftExtra {
  let items: RlpItem;
  try {
    items = decodeRlpBytes(fromHex(extraData));
  } catch (cause) {
    throw invalid('it is not RLP', cause);
  }
  if (!Array.isArray(items) || items.length !== 5) throw invalid('it is not a list of five fields');
  const [vanity, validators, vote, round, seals] = items;
  if (!(vanity instanceof Uint8Array) || vanity.length !== 32) throw invalid('the vanity has not 32 bytes');
  if (!Array.isArray(vote)) throw invalid('the vote is not a list');
  if (!(round instanceof Uint8Array) || round.length > 4 || round[0] === 0) throw invalid('the round is no number');
  return {
    vanity,
    validators: textsOf(validators, 20, 'a validator'),
    hasVote: vote.length > 0,
    round: bytesToBigint(round),
    seals: textsOf(seals, 65, 'a commit seal'),
  };
}

/**
 * Checks that a block of a QBFT chain with one validator is that validator's. Besu's two hashes (BftBlockHashing) differ in the extraData they are taken over:
 * the commit seal signs the header without seals, the block's hash is that of the header without seals and with round 0.
 * @param block as eth_getBlockByNumber gives it
 * @returns the header whose keccak256 is the block's hash, so that readers need to know nothing of QBFT
 * @throws InputError QBFT_EXTRA_INVALID, QBFT_VALIDATORS, QBFT_VOTE, QBFT_SEALS, QBFT_SEAL_SIGNER, QBFT_HEADER, HEADER_INVALID
 */
export function checkQbftHeader(block: RpcHeader, validator: Hex): { header: Hex; blockHash: Hex } {
  const number = String(block['number']);
  const extra = parseQbftExtra(textOf(block['extraData']));
  if (extra.validators.length !== 1 || extra.validators[0] !== validator) {
    throw new InputError(
      'QBFT_VALIDATORS',
      `Block ${number} names the validators ${extra.validators.join(', ')}; this network has ${validator} alone.`,
    );
  }
  if (extra.hasVote) {
    throw new InputError('QBFT_VOTE', `Block ${number} votes on validators; this network keeps the one it has.`);
  }
  if (block['mixHash'] !== ISTANBUL_DIGEST)
    throw new InputError('QBFT_HEADER', `The mixHash of block ${number} is not that of a QBFT header.`);
  const named = { ...block, extraData: encodeExtra(extra, 0n) };
  if (BigInt(number) > 0n) checkCommitSeal(block, extra, validator);
  else if (extra.seals.length > 0) throw new InputError('QBFT_SEALS', 'Block 0 bears a commit seal.');
  const header = headerFromRpc(BigInt(number) > 0n ? named : block);
  return { header, blockHash: headerHash(header) };
}

function checkCommitSeal(block: RpcHeader, extra: QbftExtra, validator: Hex): void {
  const number = String(block['number']);
  const [seal] = extra.seals;
  if (seal === undefined || extra.seals.length > 1) {
    throw new InputError('QBFT_SEALS', `Block ${number} bears ${extra.seals.length} commit seals instead of one.`);
  }
  const committed = headerHash(encodeHeader({ ...block, extraData: encodeExtra(extra, extra.round) }));
  const signature = fromHex(seal);
  const recoveryId = signature[64] ?? Number.NaN;
  const signer = recoverAddress(
    committed,
    toHex(concatBytes(signature.subarray(0, 64), Uint8Array.of(27 + recoveryId))),
  );
  if (signer !== validator) {
    throw new InputError('QBFT_SEAL_SIGNER', `The commit seal of block ${number} is by ${signer}, not ${validator}.`);
  }
}

/** Without commit seals and vote. */
function encodeExtra(extra: QbftExtra, round: bigint): Hex {
  return toHex(
    rlpList([
      rlpBytes(extra.vanity),
      rlpList(extra.validators.map((validator) => rlpBytes(fromHex(validator)))),
      rlpList([]),
      rlpUint(round),
      rlpList([]),
    ]),
  );
}

function textsOf(items: RlpItem | undefined, length: number, what: string): Hex[] {
  if (!Array.isArray(items)) throw invalid(`the list of ${what} is no list`);
  return items.map((item) => {
    if (Array.isArray(item) || item.length !== length) throw invalid(`${what} has not ${length} bytes`);
    return toHex(item);
  });
}

function textOf(value: unknown): Hex {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw invalid('the block has none');
  return `0x${value.slice(2)}`;
}

function invalid(what: string, cause?: unknown): InputError {
  const message = `The extraData is not that of QBFT: ${what}.`;
  return new InputError('QBFT_EXTRA_INVALID', message, cause === undefined ? {} : { cause });
}
