import { opens, type Point } from '../crypto/commitment.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import type { Network } from '../ledger/network.ts';
import type { CarriedEnvelope } from '../sealed/carried-envelope.ts';
import { readSealed, type Sealed } from '../sealed/sealed-content.ts';

/** What a fact of a flat says, for a reader whom it is for: damaged where its envelope does not hold what it commits to. */
export async function openFlatFact(args: {
  network: Network;
  account: EnvelopeReader;
  carried: CarriedEnvelope;
  commitment: Point;
}): Promise<Sealed<'FLAT_FACT'>> {
  const { network, account, carried, commitment } = args;
  const sealed = await readSealed({ network, account, kind: 'FLAT_FACT', carried });
  if (sealed.state !== 'opened' || opens(commitment, sealed.content.value, sealed.content.blinding)) return sealed;
  const message = 'What stands in the envelope of a fact of a flat is not what its commitment is to.';
  return { state: 'damaged', code: 'FLAT_FACT_UNOPENED', message };
}
