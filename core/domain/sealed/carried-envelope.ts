import type { Hex } from '../bytes/hex.ts';
import { envelopeContext, periodKeyContext, type EnvelopeContext } from '../crypto/envelope-context.ts';
import type { BlockData } from '../ledger/block-data.ts';
import type { DataKind } from '../ledger/fact-table.ts';
import { KIND } from '../ledger/kinds.ts';
import { domainOf, type Network } from '../ledger/network.ts';

/** The kinds whose data carries an envelope. */
export type SealedKind = {
  [K in DataKind]: BlockData[K] extends { envelope: Hex } ? K : never;
}[DataKind];

/** An envelope as a block carries it, with all that it is bound to. */
export type CarriedEnvelope = {
  ledger: Hex;
  from: Hex;
  subject: Hex;
  envelope: Hex;
  /** What the block is dated, unix seconds: it tells which key of an addressee it may be for. */
  sealedAt?: bigint | undefined;
};

/** An envelope with a period key. Who carries it is nothing that it is bound to. */
export type CarriedPeriodKey = Pick<BlockData['PERIOD_KEYS'], 'deviceId' | 'meterId' | 'period' | 'envelope'>;

/** By kind, what a reader has to know of the block besides the envelope. */
export type Carried = { [K in SealedKind]: K extends 'PERIOD_KEYS' ? CarriedPeriodKey : CarriedEnvelope };

/** Takes an envelope out of its block, together with what it is bound to. */
export function carriedBy(
  { ledger, block }: { ledger: Hex; block: { from: Hex; subject: Hex; timestamp?: bigint } },
  { envelope }: { envelope: Hex },
): CarriedEnvelope {
  return { ledger, from: block.from, subject: block.subject, envelope, sealedAt: block.timestamp };
}

/** What the envelope of a block of this kind is bound to: the one place where readers get it from. */
export function carriedContext(network: Network, kind: SealedKind, carried: Carried[SealedKind]): EnvelopeContext {
  return 'deviceId' in carried
    ? periodKeyContext(network, carried)
    : envelopeContext(domainOf(network), { ...carried, kind: KIND[kind] });
}
