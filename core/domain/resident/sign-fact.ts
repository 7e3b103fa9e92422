import { encodeData, type BlockData } from '../ledger/block-data.ts';
import { ZERO_32, type Hex } from '../bytes/hex.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../ledger/internal-block.ts';
import { KIND } from '../ledger/kinds.ts';
import { domainOf, type LedgerName } from '../ledger/network.ts';
import type { Author } from './author.ts';
import type { DataKind } from '../ledger/fact-table.ts';

/** What is said of one kind; readings are packed by `encodeReadings` before. */
type Said = { [K in DataKind]: { kind: K; data: BlockData[K] } }[DataKind] | { kind: 'READINGS'; data: Hex };

/**
 * Says one fact on a ledger, signed by its author.
 * @param subject what it is about; zero where the block creates what it is about
 * @returns the block and its digest, which is the id of the offer or appeal that it begins
 */
export function signFact(
  { network, account, timestamp, replaces }: Author,
  fact: Said & { ledger: LedgerName; to: Hex; subject?: Hex },
): { signed: SignedBlock; digest: Hex } {
  const signed = signBlock({
    domain: domainOf(network),
    ledger: network.contracts[fact.ledger],
    signer: account,
    to: fact.to,
    kind: KIND[fact.kind],
    subject: fact.subject ?? ZERO_32,
    data: fact.kind === 'READINGS' ? fact.data : encodeData(fact.kind, fact.data),
    timestamp,
    replaces,
  });
  return { signed, digest: internalBlockDigest(domainOf(network), signed.ledger, signed.block) };
}
