import { concatBytes, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { rlpBytes, rlpList, rlpUint } from '../../core/domain/bytes/rlp.ts';

/** The receipt of a transaction of type 2 that logged nothing, for blocks that no engine made. */
export function plainReceipt(succeeded = true): Hex {
  const status = rlpUint(succeeded ? 1 : 0);
  const body = rlpList([status, rlpUint(21_000), rlpBytes(new Uint8Array(256)), rlpList([])]);
  return toHex(concatBytes(Uint8Array.of(2), body));
}
