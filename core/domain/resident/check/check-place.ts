import { checkLedgerProof, checkSealedHeader, checkWitnesses, verifySeal } from '../../seal/light-client.ts';
import { present, proofOf } from './bill-evidence.ts';
import type { BillCase } from './bill-evidence.ts';
import { runCheck } from './run-check.ts';
import type { Check } from './run-check.ts';

/** Where a bill stands: in a sealed block, on its ledger, under the cosignatures of enough witnesses, which say that it is the newest block. */
export async function checkPlace({ network, policy, evidence, now }: BillCase): Promise<Check[]> {
  const { invoice } = evidence;
  const sealed = await runCheck('sealed', () => {
    const proof = proofOf(evidence);
    checkSealedHeader(proof.seal, proof.header);
    return verifySeal(network, proof.seal);
  });
  const ledger = await runCheck('ledger', () =>
    checkLedgerProof({
      network,
      ...proofOf(evidence),
      ledger: invoice.signed.ledger,
      digest: invoice.digest,
      policy: { witnesses: [], required: 0 },
      claim: { position: invoice.position },
    }),
  );
  const witnesses = await runCheck('witnesses', () => {
    const { seal, cosignatures } = proofOf(evidence);
    const sealHash = present(sealed.value, 'EARLIER_CHECK', 'The seal was not accepted.');
    return checkWitnesses({ network, number: seal.number, sealHash, cosignatures, policy, now });
  });
  return [sealed.check, ledger.check, witnesses.check];
}
