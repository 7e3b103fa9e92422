import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { billLineToJson } from '../../../../core/domain/evidence/bill-line-json.ts';
import { besideLog } from '../../../../scripts/commands/evidence/beside-log.ts';
import { billWorld, network } from '../../../core/domain/resident/bill-fixture.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { refusal } from '../../../support/refusal.ts';

describe('the evidence about a line beside a history', () => {
  it('is of another one where its block is not there, and passes on whatever records there are', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'line.json');
    writeFileSync(file, '{"kind":"bill-line"}');
    expect(await refusal(async () => besideLog(network, file, []))).to.equal('EVIDENCE_MALFORMED');
    const { invoice } = (await billWorld()).evidence;
    const fields = { number: 7n, parentSeal: ZERO_32, blockHash: ZERO_32, timestamp: 90n, r: 0n };
    const seal = { ...fields, signature: invoice.signed.signature };
    const proof = { seal, header: ZERO_32, accountProof: [], storageProofs: [] };
    const bill = { invoice, proof, line: 0, opening: undefined };
    writeFileSync(file, JSON.stringify(billLineToJson(network, bill)));
    const given = ['no record', { number: '6' }];
    const { records, judge } = besideLog(network, file, given);
    expect(await Array.fromAsync(records)).to.deep.equal(given);
    expect(await judge()).to.include({ proved: false, code: 'EVIDENCE_OTHER_LOG' });
  });
});
