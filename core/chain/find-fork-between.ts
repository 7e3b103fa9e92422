import type { Evidence } from '../domain/evidence/evidence.ts';
import { InputError } from '../domain/bytes/errors.ts';
import { sealHashOf, sealedRecord, type SealedSource } from './sealed-source.ts';
import type { NetworkDomain } from '../domain/ledger/network.ts';

/** What two sources of one company's blocks say together. */
export type Comparison = { agreeUpTo: bigint } | { evidence: Evidence };

/**
 * Compares two sources up to the lower of their heads, and finds the first block of which the company sealed two.
 * Nothing below the common block can differ when it agrees, since each seal names the one before it.
 * @throws InputError SOURCE_LIES; TransientError SOURCE_UNREACHABLE, BLOCK_MISSING
 */
export async function findForkBetween(args: {
  sources: readonly [SealedSource, SealedSource];
  domain: NetworkDomain;
  signal: AbortSignal;
}): Promise<Comparison> {
  const { sources, domain, signal } = args;
  const heads = await Promise.all(sources.map((source) => source.head(signal)));
  const common = heads.map(({ number }) => number).reduce((least, number) => (number < least ? number : least));
  const at = async (number: bigint): Promise<Awaited<ReturnType<typeof sealedRecord>>[]> =>
    Promise.all(sources.map((source) => sealedRecord(source, number, signal)));
  const agree = async (number: bigint): Promise<boolean> =>
    new Set((await at(number)).map((record) => sealHashOf(domain, record))).size === 1;

  if (await agree(common)) return { agreeUpTo: common };
  let [same, different] = [-1n, common];
  while (different - same > 1n) {
    const middle = (same + different) / 2n;
    if (await agree(middle)) same = middle;
    else different = middle;
  }
  const [one, other] = (await at(different)).map(({ seal }) => seal);
  if (one === undefined || other === undefined)
    throw new InputError('SOURCE_LIES', 'A source changed its mind while it was asked.');
  return { evidence: { kind: 'double-seal', seals: [one, other] } };
}
