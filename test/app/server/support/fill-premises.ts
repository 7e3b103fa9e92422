import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import { toHex, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND, QUANTITY } from '../../../../core/domain/ledger/kinds.ts';
import { encodeFlatFact } from '../../../../core/domain/premises/flat-fact-content.ts';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { contextOf } from '../../../support/context-of.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';

/** A house of five flats as both hands list it, their areas and the sum of these, and who lives in the first with how many. @returns that flat */
export async function fillPremises(
  ledger: Pick<Ledger, 'say' | 'client' | 'company' | 'portal'>,
  subscriber: Account,
): Promise<{ houseId: Hex; flat: Hex }> {
  const { say, company, portal } = ledger;
  const { network } = ledger.client;
  const id = (name: string): Hex => toHex(keccak_256(utf8(`${name} beside ${subscriber.address}`)));
  const houseId = id('house');
  const flats = ['1', '2', '3', '4', '5'].map(id).sort();
  const [flat = houseId] = flats;
  const day = Number(nowSeconds() / 86_400n);
  const place = { ledger: 'premises', to: company.address } as const;

  const list = encodeData('HOUSE', { houseId, from: day - 30, flats, groups: [] });
  for (const from of [company, portal]) await say({ ...place, from, kind: KIND.HOUSE, subject: houseId, data: list });
  const state = async (from: Account, about: Hex, quantity: number, value: bigint): Promise<void> => {
    const opening = { value, blinding: 7n };
    const context = contextOf(network, from, 'FLAT_FACT', { subject: about });
    const envelope = await sealEnvelope({
      content: encodeFlatFact(opening),
      addressees: [company, subscriber],
      context,
    });
    const commitment = commit(opening.value, opening.blinding);
    const data = { houseId, flat: about, quantity, from: day - 30, commitment, envelope };
    await say({ ...place, from, kind: KIND.FLAT_FACT, subject: about, data: encodeData('FLAT_FACT', data) });
  };
  for (const each of flats) await state(company, each, QUANTITY.area, 5_430n);
  await state(portal, flat, QUANTITY.residents, 2n);
  const answering = encodeData('FLAT_ACCOUNT', { houseId, flat, from: day - 30, account: subscriber.address });
  await say({
    ...place,
    to: subscriber.address,
    from: portal,
    kind: KIND.FLAT_ACCOUNT,
    subject: flat,
    data: answering,
  });
  const sum = encodeData('AREA_SUM', { houseId, day, flats, sum: 5n * 5_430n, blinding: 35n });
  await say({ ...place, from: company, kind: KIND.AREA_SUM, subject: houseId, data: sum });
  return { houseId, flat };
}
