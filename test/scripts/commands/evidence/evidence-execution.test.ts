import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { evidenceToJson } from '../../../../core/domain/evidence/evidence-json.ts';
import { networkToJson } from '../../../../core/domain/ledger/network.ts';
import { grow, openTestChain, RULES, SEALER, NETWORK } from '../../../sealer/support/chains.ts';
import { withOtherState } from '../../../sealer/support/other-state.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';

describe('domledger evidence check of a block that has to be executed', () => {
  const folder = tempFolder();
  const trust = join(folder.path, 'network.json');
  const file = join(folder.path, 'evidence.json');
  let honest: BlockRecord;
  before(async () => {
    const chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 3);
    honest = chain.record(3);
    await chain[Symbol.asyncDispose]();
    writeFileSync(trust, JSON.stringify(networkToJson(NETWORK)));
  });
  after(() => folder[Symbol.dispose]());

  function check(record: BlockRecord, ...more: string[]): Promise<CliResult> {
    const accused = { domain: RULES.domain, signer: SEALER.address, targetBits: RULES.targetBits };
    writeFileSync(file, JSON.stringify(evidenceToJson({ kind: 'invalid-block', record }, accused)));
    return runCli(['evidence', 'check', file, '--trust', trust, ...more]);
  }

  it('ends with 1 for a block that comes out as sealed: nobody is accused of it', async () => {
    const result = await check(honest, '--data', folder.path);
    expect([result.code, result.stderr]).to.deep.equal([1, '']);
    expect(result.stdout).to.match(/^Not proved\. .*EVIDENCE_INVALID/);
  });

  it('ends with 1 where the blocks before it are not at hand, and says what to give', async () => {
    const result = await check(withOtherState(honest));
    expect(result.code).to.equal(1);
    expect(result.stdout).to.match(/^Not proved\. .*--data.*EXECUTION_NEEDED/);
  });

  it('ends with 0 for a block that the company sealed and that comes out otherwise', async () => {
    const result = await check(withOtherState(honest), '--data', folder.path);
    expect([result.code, result.stderr]).to.deep.equal([0, '']);
    expect(result.stdout).to.match(/^PROVED: .* do not execute to that/);
  });
});
