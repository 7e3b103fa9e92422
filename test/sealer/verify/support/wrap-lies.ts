import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import type { BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { WRAPPED_KEY_BYTES, WRAPS_MAX } from '../../../../core/domain/limits.ts';
import { COMPANY, fact, FLAT, NETWORK, STRANGER, word, type CheatingCompany, type Place } from './cheating-company.ts';
import { laxLie, type Lie } from './lie.ts';

const NEXT = accountFromMnemonic(createMnemonic());
const WRAPPED: Hex = toHex(new Uint8Array(WRAPPED_KEY_BYTES));
const key = (n: number): BlockData['WRAP_AGAIN']['keys'][number] => ({ keyHash: word(BigInt(n)), wrapped: WRAPPED });

/** Company and portal name a key for the flat; whether it signs is a matter of when. */
async function rekey(company: CheatingCompany, timestamp: bigint): Promise<void> {
  const place = { account: FLAT.address, retiring: FLAT.address };
  const data = { account: FLAT.address, ...acceptKey(keyRegisterOf(NETWORK), NEXT, place) };
  for (const signer of [COMPANY, STRANGER])
    await company.record(fact('participants', 'REKEY', data, { signer, timestamp }));
}

function wrap(company: CheatingCompany, over: Partial<BlockData['WRAP_AGAIN']>, to = FLAT.address): Promise<Place> {
  const data = { encryptionKeyHash: word(1n), keys: [key(1)], closed: [], ...over };
  return company.record(fact('participants', 'WRAP_AGAIN', data, { to }));
}

function malformed(title: string, over: Partial<BlockData['WRAP_AGAIN']>): Lie {
  return laxLie('WRAP_AGAIN_MALFORMED', title, async (company) => {
    // So long ago that it signs.
    await rekey(company, 0n);
    await wrap(company, { keys: [key(1), key(2)], closed: [word(1n)] });
    return wrap(company, over);
  });
}

/** Keys that are wrapped again for who lost none, or otherwise than readers can use. */
export const wrapLies: readonly Lie[] = [
  laxLie('KEY_NOT_LOST', 'keys are wrapped again for an account whose key nobody replaced', (company) =>
    wrap(company, {}),
  ),
  laxLie('KEY_NOT_LOST', 'keys are wrapped again while the old key may still object', async (company) => {
    await rekey(company, 1n << 40n);
    return wrap(company, {});
  }),
  laxLie('KEY_NOT_LOST', 'somebody wraps keys again for itself', async (company) => {
    await rekey(company, 0n);
    return company.record(
      fact(
        'participants',
        'WRAP_AGAIN',
        { encryptionKeyHash: word(1n), keys: [key(1)], closed: [] },
        {
          signer: { address: FLAT.address, sign: NEXT.sign },
          to: FLAT.address,
        },
      ),
    );
  }),
  malformed('nothing is wrapped again', { keys: [] }),
  malformed('more is wrapped again than a page can be made to read', {
    closed: Array.from({ length: WRAPS_MAX }, (_, n) => word(BigInt(n))),
  }),
  malformed('an envelope is named twice', { keys: [key(1), key(1)] }),
  malformed('envelopes that stay closed are named in another order', { closed: [word(2n), word(1n)] }),
  malformed('a wrapped key is of another length', { keys: [{ keyHash: word(1n), wrapped: `${WRAPPED}00` }] }),
];
