import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { SignedStanding } from '../../core/domain/seal/words/standing.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import type { Chain } from '../chain/chain.ts';
import { headOf } from '../http/read-routes.ts';
import type { SealSigner } from '../keys/seal-signer.ts';

/** So long one is given again, whoever asks: each costs a signature, and where there is a keeper a request to it. */
const GIVEN_AGAIN_S = 5n;

/**
 * What says that blocks are made here, and which one is the newest, for as long as none has to be made.
 * @returns what signs it; throws TransientError STANDING_UNSIGNED where the keeper does not, or signed another block meanwhile
 */
export function createStanding(args: {
  chain: Pick<Chain, 'head' | 'sealKeyAt'>;
  sealSigner: Pick<SealSigner, 'stand'>;
  now: () => number;
}): () => Promise<SignedStanding> {
  const { chain, sealSigner } = args;
  let given: SignedStanding | undefined;
  const sign = async (): Promise<SignedStanding> => {
    const { number, sealHash } = headOf(chain);
    const time = unixSeconds(args.now());
    if (given?.sealHash === sealHash && given.time <= time && given.time > time - GIVEN_AGAIN_S) return given;
    const standing = { number, sealHash, time };
    try {
      given = { ...standing, signature: await sealSigner.stand(standing, chain.sealKeyAt(number + 1n)) };
      return given;
    } catch (error) {
      if (!(error instanceof InputError || error instanceof TransientError)) throw error;
      throw new TransientError(
        'STANDING_UNSIGNED',
        `Nobody signs that block ${number} is the newest: ${error.message}`,
      );
    }
  };
  let signing: Promise<SignedStanding> | undefined;
  return () => {
    signing ??= sign().finally(() => {
      signing = undefined;
    });
    return signing;
  };
}
