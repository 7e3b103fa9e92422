import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit } from '../../../core/domain/crypto/commitment.ts';
import { expect } from 'chai';
import { verifyChain, type VerifyResult } from '../../../sealer/verify/verify-chain.ts';
import { SEALER, startEngine } from '../support/chains.ts';
import { billLies, payFlat } from './support/bill-lies.ts';
import { DOMAIN, COMPANY, fact, NETWORK, startCheatingCompany } from './support/cheating-company.ts';
import { foundingLies } from './support/founding-lies.ts';
import { frameLies, periodKeys } from './support/frame-lies.ts';
import { startLaxEngine } from './support/lax-ledgers.ts';
import { ledgerLies } from './support/ledger-lies.ts';
import type { Lie } from './support/lie.ts';
import { frame, linkTo, METER, readings, receipt, recordOwing, THIRD } from './support/metered-flat.ts';
import { lostKeyLies } from './support/lost-key-lies.ts';
import { premisesLies } from './support/premises-lies.ts';
import { recordLies } from './support/record-lies.ts';
import { sourceLies } from './support/source-lies.ts';
import { wrapLies } from './support/wrap-lies.ts';
import { handoverAt } from '../../support/handover.ts';

const LIES: readonly Lie[] = [
  ...recordLies,
  ...foundingLies,
  ...ledgerLies,
  ...frameLies,
  ...billLies,
  ...premisesLies,
  ...sourceLies,
  ...lostKeyLies,
  ...wrapLies,
];

/** Where the codes come from that a verification can name. */
const SOURCES = [
  ...readdirSync('sealer/verify').map((name) => join('sealer/verify', name)),
  'sealer/chain/chain.ts',
  'sealer/engine/embedded/embedded-engine.ts',
  'core/domain/billing/rates/change-rates.ts',
  'core/domain/billing/rates/check-not-in-force.ts',
  'core/domain/billing/payables/payable-book.ts',
  'core/domain/keys/check-wrap-again.ts',
  'core/domain/ledger/block-data.ts',
  'core/domain/ledger/evm-transaction.ts',
  'core/domain/premises/check-area-sum.ts',
  'core/domain/reading/readings-data.ts',
  'core/domain/seal/block-record.ts',
  'core/domain/seal/seal.ts',
  'core/domain/seal/seal-keys.ts',
  ...readdirSync('core/domain/handovers').map((name) => join('core/domain/handovers', name)),
];
/** Codes of these files that no history can earn, and why. */
const NEVER: Record<string, string> = {
  EVIDENCE_INVALID: 'of `checkExecution` alone, which a third party asks: check-execution.test.ts',
  SNAPSHOT_STATE: 'of an engine that starts from a snapshot; a verifier starts from nothing: write-snapshot.test.ts',
  SEAL_NUMBER: 'the header of a block and its seal disagree before: HEADER_FIELDS',
  HANDOVER_CONTRADICTION: 'of light clients, who remember handovers; a verifier starts from nothing',
};

async function verify(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  lax: boolean,
  network = NETWORK,
): Promise<VerifyResult> {
  await using engine = lax ? await startLaxEngine(network) : await startEngine();
  return await verifyChain({ network, records, engine });
}

describe('every code of verification', function () {
  this.timeout(60_000);
  for (const { code, title, tell } of LIES) {
    it(`${code}: ${title}`, async () => {
      const { records, place, lax, network } = await tell();
      const result = await verify(records, lax, network);
      const { message, ...fault } = result.ok ? { message: '' } : result.fault;
      expect(fault, message).to.deep.equal({ code, ...place });
    });
  }

  it('is earned by a lie of this list, or stands with the reason why none can', () => {
    const codes = new Set(
      SOURCES.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/InputError\(\s*'([A-Z0-9_]+)'/g)].map((match) => match[1] ?? ''),
      ),
    );
    expect(codes.size).to.be.greaterThan(40);
    const earned = new Set(LIES.map(({ code }) => code));
    const open = [...codes].filter((code) => !earned.has(code) && !(code in NEVER));
    expect(open, 'codes that no lie earns').to.deep.equal([]);
    expect(Object.keys(NEVER).filter((code) => earned.has(code) || !codes.has(code))).to.deep.equal([]);
  });

  it('is kept for lies: the same ledgers pass with honest meters, bills, payments and handovers', async () => {
    await using company = await startCheatingCompany(true);
    const { paymentId, left } = await payFlat(company);
    await recordOwing(company, receipt(left, paymentId), commit(0n, left));
    await company.record(periodKeys(METER));
    await company.record(readings([frame(9n, linkTo(THIRD), { flags: FLAG.gap })]));
    await company.record(fact('participants', 'SEAL_KEY', handoverAt(DOMAIN, 90n, SEALER, COMPANY)));
    const { ok, counts } = await verify(company.records(), true);
    expect({ ok, ...counts, heads: undefined }).to.deep.equal({
      ok: true,
      blocks: 12,
      internalBlocks: 10,
      refused: 0,
      frames: 4,
      bills: 1,
      heads: undefined,
    });
  });
});
