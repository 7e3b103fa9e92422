import { InputError, TransientError } from '../domain/bytes/errors.ts';
import type { Hex } from '../domain/bytes/hex.ts';
import { recoverAddress } from '../domain/ledger/internal-block.ts';
import { looseFields } from '../domain/bytes/loose-fields.ts';
import { parseRefusal, refusalDigest, type SignedRefusal } from '../domain/seal/refusal.ts';
import { domainOf, type Network } from '../domain/ledger/network.ts';
import { admissionDigest, parseReceipt, type SignedAdmission } from '../domain/seal/admission-receipt.ts';
import { checkPromiseBounds } from '../domain/evidence/promise-bounds.ts';
import { unixSeconds } from '../domain/unix-seconds.ts';

export type ReceiptChecks = {
  /**
   * @param block the one that it must be of, and what was signed of it
   * @throws TransientError RECEIPT_INVALID: the block may be in the queue, but nobody promised so
   */
  check(answer: unknown, block: { digest: Hex; signature: Hex }): Promise<SignedAdmission>;
  /** The company's signed word in a refusal as `requestJson` throws it; `undefined` where there is none, or it is not the company's, or says another code. */
  refusalIn(error: unknown, digest: Hex): Promise<SignedRefusal | undefined>;
};

/** @param sealKeys what the ledger holds of the company's seal keys, asked again when a receipt bears an unknown one */
export function createReceiptChecks(network: Network, sealKeys: () => Promise<readonly Hex[]>): ReceiptChecks {
  let known: readonly Hex[] = [network.seal.address];
  const isSealKey = async (key: Hex): Promise<boolean> => {
    if (!known.includes(key)) known = [network.seal.address, ...(await sealKeys())];
    return known.includes(key);
  };
  return {
    async check(answer, { digest, signature }) {
      try {
        const receipt = parseReceipt(answer);
        // Kept as this block's promise, a promise of another one would prove nothing later.
        if (receipt.digest !== digest) throw new InputError('RECEIPT_FORGED', `It is of ${receipt.digest}.`);
        const key = recoverAddress(digest, signature);
        if (receipt.key !== key) throw new InputError('RECEIPT_FORGED', `It is under ${receipt.key}, not ${key}.`);
        checkPromiseBounds(receipt, unixSeconds());
        const signer = recoverAddress(admissionDigest(domainOf(network), receipt), receipt.signature);
        if (!(await isSealKey(signer))) throw new InputError('RECEIPT_FORGED', `It is signed by ${signer}.`);
        return receipt;
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        throw new TransientError(
          'RECEIPT_INVALID',
          `The queue's receipt for ${digest} is no promise of the company (${cause.message}). The block is sent again.`,
          { cause },
        );
      }
    },
    async refusalIn(error, digest) {
      if (!(error instanceof InputError) && !(error instanceof TransientError)) return undefined;
      const json = looseFields(error.cause)['refusal'];
      if (json === undefined) return undefined;
      try {
        const refusal = parseRefusal(json);
        const signer = recoverAddress(refusalDigest(domainOf(network), refusal), refusal.signature);
        const isOurs = refusal.digest === digest && refusal.code === error.code && (await isSealKey(signer));
        return isOurs ? refusal : undefined;
      } catch (cause) {
        if (cause instanceof InputError) return undefined;
        throw cause;
      }
    },
  };
}
