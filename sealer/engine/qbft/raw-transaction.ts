import { Signature, Transaction, zeroPadValue } from 'ethers';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';

/**
 * A transaction as EIP-2718 writes it, out of its JSON-RPC fields: of any type, since an existing chain carries those of others as well.
 * @throws InputError TRANSACTION_INVALID when it does not hash to the hash that it is named by
 */
export function rawTransaction(fields: Readonly<Record<string, unknown>>): Hex {
  let transaction: Transaction;
  try {
    const type = Number(fields['type'] ?? 0);
    transaction = Transaction.from({
      type,
      nonce: Number(fields['nonce']),
      gasLimit: quantity(fields['gas']),
      to: typeof fields['to'] === 'string' ? fields['to'] : null,
      value: quantity(fields['value']),
      data: String(fields['input']),
      ...(type < 2
        ? { gasPrice: quantity(fields['gasPrice']) }
        : {
            maxFeePerGas: quantity(fields['maxFeePerGas']),
            maxPriorityFeePerGas: quantity(fields['maxPriorityFeePerGas']),
          }),
      ...(fields['chainId'] === undefined ? {} : { chainId: quantity(fields['chainId']) }),
      ...(Array.isArray(fields['accessList']) ? { accessList: fields['accessList'] as [] } : {}),
      signature: Signature.from({
        r: word(fields['r']),
        s: word(fields['s']),
        v: quantity(fields['v'] ?? fields['yParity']),
      }),
    });
  } catch (cause) {
    throw new InputError('TRANSACTION_INVALID', `The transaction ${String(fields['hash'])} is malformed.`, { cause });
  }
  if (transaction.hash !== fields['hash']) {
    throw new InputError('TRANSACTION_INVALID', `The transaction ${String(fields['hash'])} has other fields.`);
  }
  return parseHex(transaction.serialized, 'transaction');
}

function quantity(value: unknown): bigint {
  return BigInt(String(value));
}

/** Clients leave leading zeros out. */
function word(value: unknown): string {
  const digits = String(value).slice(2);
  return zeroPadValue(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`, 32);
}
