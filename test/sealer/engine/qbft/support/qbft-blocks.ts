import { encodeHeader, headerHash } from '../../../../../core/domain/seal/block-record.ts';
import { fromHex, toHex, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../../core/domain/ledger/internal-block.ts';
import { rlpBytes, rlpList, rlpUint } from '../../../../../core/domain/bytes/rlp.ts';

type Extra = {
  vanity?: Uint8Array;
  validators?: readonly Hex[];
  vote?: readonly [Hex, number];
  round?: bigint;
  seals?: readonly Hex[];
};

/** extraData as Besu's documentation describes it. */
export function qbftExtra(extra: Extra): Hex {
  const { vanity = new Uint8Array(32), validators = [], vote, round = 0n, seals = [] } = extra;
  return toHex(
    rlpList([
      rlpBytes(vanity),
      rlpList(validators.map((validator) => rlpBytes(fromHex(validator)))),
      rlpList(vote === undefined ? [] : [rlpBytes(fromHex(vote[0])), rlpBytes(Uint8Array.of(vote[1]))]),
      rlpUint(round),
      rlpList(seals.map((seal) => rlpBytes(fromHex(seal)))),
    ]),
  );
}

/** The block with the validator's commit seal in its extraData, under the hash that Besu would give it. */
export function sealQbft<T extends Record<string, unknown>>(block: T, extra: Extra, validator: Signer): T {
  const hashOver = (over: Extra): Hex =>
    headerHash(encodeHeader({ ...block, extraData: qbftExtra({ ...extra, ...over, seals: [] }) }));
  const signature = fromHex(validator.sign(hashOver({})));
  const seal = toHex(Uint8Array.of(...signature.subarray(0, 64), (signature[64] ?? 27) - 27));
  return { ...block, extraData: qbftExtra({ ...extra, seals: [seal] }), hash: hashOver({ round: 0n }) };
}
