import { expect } from 'chai';
import { verifyChain, type VerifyResult } from '../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../support/chains.ts';
import { billLies } from './support/bill-lies.ts';
import { NETWORK } from './support/cheating-company.ts';
import { foundingLies } from './support/founding-lies.ts';
import { frameLies } from './support/frame-lies.ts';
import { startLaxEngine } from './support/lax-ledgers.ts';
import { ledgerLies } from './support/ledger-lies.ts';
import { recordLies } from './support/record-lies.ts';
import type { Lie } from './support/lie.ts';

const LIES: readonly Lie[] = [...recordLies, ...foundingLies, ...ledgerLies, ...frameLies, ...billLies];

async function verify(records: Iterable<unknown>, lax: boolean): Promise<VerifyResult> {
  await using engine = lax ? await startLaxEngine(NETWORK) : await startEngine();
  return await verifyChain({ network: NETWORK, records, engine });
}

describe('every code of verification', function () {
  this.timeout(60_000);
  for (const { code, title, tell } of LIES) {
    it(`${code}: ${title}`, async () => {
      const { records, place, lax } = await tell();
      const result = await verify(records, lax);
      const { message, ...fault } = result.ok ? { message: '' } : result.fault;
      expect(fault, message).to.deep.equal({ code, ...place });
    });
  }
});
