import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { commit, INFINITY } from '../../../core/domain/crypto/commitment.ts';
import { sealText } from '../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { KIND, LABEL, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { OFFER_LIFE } from '../../../core/domain/limits.ts';
import { contextOf } from '../context-of.ts';
import { nowSeconds } from './actors.ts';
import type { Ledger } from './ledger-part.ts';

/** A signed upkeep contract between company and subscriber. @returns its id */
export async function upkeepContract(
  { company, client, say }: Pick<Ledger, 'company' | 'client' | 'say'>,
  subscriber: Account,
): Promise<Hex> {
  const { network } = client;
  const readers = [company, subscriber];
  const envelope = await sealText('{}', readers, contextOf(network, company, 'OFFER'));
  const contractId = await say({
    from: company,
    ledger: 'contractLedger',
    to: subscriber.address,
    kind: KIND.OFFER,
    data: encodeData('OFFER', {
      resource: RESOURCE.upkeep,
      meterId: ZERO_32,
      validUntil: nowSeconds() + OFFER_LIFE,
      envelope,
    }),
  });
  const subjectHash = toHex(keccak_256(fromHex(contractId)));
  const copy = { ledger: 'contractLedger', kind: KIND.COPY, subject: contractId } as const;
  for (const [from, other] of [
    [company, subscriber],
    [subscriber, company],
  ] as const) {
    const context = contextOf(network, from, 'COPY', { subject: contractId });
    const data = encodeData('COPY', {
      contractId,
      subjectHash,
      meterIds: [],
      envelope: await sealText('{}', readers, context),
    });
    await say({ ...copy, from, to: other.address, data });
  }
  return contractId;
}

/** An upkeep invoice of the company. @returns its id and what opens its total */
export async function upkeepInvoice(
  { company, client, say }: Pick<Ledger, 'company' | 'client' | 'say'>,
  args: { subscriber: Account; contractId: Hex; amount: bigint; period?: number },
): Promise<{ invoiceId: Hex; blinding: bigint }> {
  const { subscriber, contractId, amount, period = 202610 } = args;
  const blinding = 123_456_789n;
  const data = encodeData('INVOICE', {
    contractId,
    period,
    series: 0,
    dueDate: nowSeconds() + 864_000n,
    metered: [],
    declared: [{ label: LABEL.upkeep, commitment: commit(amount, blinding) }],
    account: INFINITY,
    replaces: ZERO_32,
    envelope: await sealText('{}', [company, subscriber], contextOf(client.network, company, 'INVOICE')),
  });
  await say({ from: company, ledger: 'contractLedger', to: subscriber.address, kind: KIND.INVOICE, data });
  return { invoiceId: invoiceIdOf(company.address, contractId, period, 0), blinding };
}
