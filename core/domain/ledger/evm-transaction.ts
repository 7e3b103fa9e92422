import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { recoverAddress, type Signer } from './internal-block.ts';
import { decodeRlpBytes, rlpBytes, rlpList, rlpUint, type RlpItem } from '../bytes/rlp.ts';

/** What the chain's transactions are for: a call or a deployment without value and without a fee. */
export type ZeroFeeCall = { nonce: bigint; gasLimit: bigint; to: Hex | undefined; data: Hex };

/** Signs a zero-fee transaction of type 2 (EIP-1559). @returns the bytes as EIP-2718 writes them, and their hash */
export function signZeroFee(chainId: bigint, call: ZeroFeeCall, signer: Signer): { raw: Hex; hash: Hex } {
  const fields = [
    rlpUint(chainId),
    rlpUint(call.nonce),
    rlpUint(0),
    rlpUint(0),
    rlpUint(call.gasLimit),
    rlpBytes(call.to === undefined ? new Uint8Array() : fromHex(call.to)),
    rlpUint(0),
    rlpBytes(fromHex(call.data)),
    rlpList([]),
  ];
  const signature = fromHex(signer.sign(toHex(keccak_256(concatBytes(TYPE_2, rlpList(fields))))));
  const raw = concatBytes(
    TYPE_2,
    rlpList([
      ...fields,
      rlpUint((signature[64] ?? 27) - 27),
      rlpUint(bytesToBigint(signature.subarray(0, 32))),
      rlpUint(bytesToBigint(signature.subarray(32, 64))),
    ]),
  );
  return {
    raw: toHex(raw),
    // Hashed for whoever asks: the one who carries blocks does not.
    get hash() {
      return toHex(keccak_256(raw));
    },
  };
}

/** Reads a transaction of type 2 out of a block record, without recovering its carrier. @throws InputError TRANSACTION_FOREIGN, RLP_INVALID */
export function decodeTransaction(raw: Hex): ZeroFeeCall {
  const items = fieldsOf(raw);
  const to = text(items[5]);
  if (to.length !== 0 && to.length !== 20)
    throw new InputError('TRANSACTION_FOREIGN', 'The transaction has a malformed recipient.');
  return {
    nonce: bytesToBigint(text(items[1])),
    gasLimit: bytesToBigint(text(items[4])),
    to: to.length === 0 ? undefined : toHex(to),
    data: toHex(text(items[7])),
  };
}

/** Who carried a transaction of type 2: the account whose signature it bears. @throws InputError as `decodeTransaction`; SIGNATURE_INVALID */
export function carrierOf(raw: Hex): Hex {
  const items = fieldsOf(raw);
  const [parity, r, s] = items.slice(9).map((item) => bytesToBigint(text(item)));
  const digest = toHex(keccak_256(concatBytes(TYPE_2, rlpOf(items.slice(0, 9)))));
  const signature = [uintBytes(r ?? 0n, 32), uintBytes(s ?? 0n, 32), uintBytes(27n + (parity ?? 0n), 1)];
  return recoverAddress(digest, toHex(concatBytes(...signature)));
}

/** Where the deployment with this nonce puts its contract (Yellow Paper, 7). */
export function createdAddress(carrier: Hex, nonce: bigint): Hex {
  return toHex(keccak_256(rlpList([rlpBytes(fromHex(carrier)), rlpUint(nonce)])).subarray(12));
}

/** keccak256 of the transaction as EIP-2718 writes it. */
export function transactionHash(raw: Hex): Hex {
  return toHex(keccak_256(fromHex(raw)));
}

const TYPE_2 = Uint8Array.of(0x02);

function fieldsOf(raw: Hex): RlpItem[] {
  const bytes = fromHex(raw);
  if (bytes[0] !== 0x02) throw new InputError('TRANSACTION_FOREIGN', 'The transaction is not of type 2 (EIP-1559).');
  const items = decodeRlpBytes(bytes.subarray(1));
  if (!Array.isArray(items) || items.length !== 12) {
    throw new InputError('TRANSACTION_FOREIGN', 'The transaction has not the twelve fields of type 2.');
  }
  return items;
}

function rlpOf(item: RlpItem): Uint8Array {
  return Array.isArray(item) ? rlpList(item.map(rlpOf)) : rlpBytes(item);
}

function text(item: RlpItem | undefined): Uint8Array {
  if (item === undefined || Array.isArray(item))
    throw new InputError('TRANSACTION_FOREIGN', 'A field of the transaction is a list.');
  return item;
}
