import { expect } from 'chai';
import { checkBillLine, type BillLine } from '../../../../core/domain/evidence/bill-line.ts';
import { billLineToJson, parseBillLine } from '../../../../core/domain/evidence/bill-line-json.ts';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { refusal } from '../../../support/refusal.ts';
import { billWorld, network } from '../resident/bill-fixture.ts';

const SEAL = { number: 7n, parentSeal: ZERO_32, blockHash: ZERO_32, timestamp: 90n, r: 0n, signature: '0x' } as const;
const OPENING = { open: { value: 1n, blinding: 2n }, close: { value: 3n, blinding: 4n } };

describe('the evidence about one line of a bill', () => {
  let bill: BillLine;
  before(async () => {
    const { invoice } = (await billWorld()).evidence;
    const signature = invoice.signed.signature;
    const proof = { seal: { ...SEAL, signature }, header: ZERO_32, accountProof: [], storageProofs: [] };
    bill = { invoice, proof, line: 0, opening: OPENING };
  });

  it('is refused where something in it is missing, unknown or of another shape', async () => {
    const json = billLineToJson(network, bill);
    const parsing = (change: object): Promise<string | undefined> =>
      refusal(async () => parseBillLine({ ...json, ...change }));
    for (const change of [
      { more: 1 },
      { line: -1 },
      { line: '0' },
      { opening: {} },
      { opening: { open: { value: '1', blinding: '2' } } },
      { opening: { amount: '1' } },
      { opening: { amount: '01', blinding: '1' } },
      { proof: {} },
      { invoice: { digest: bill.invoice.digest } },
    ])
      expect(await parsing(change), JSON.stringify(change)).to.equal('EVIDENCE_INVALID');
    expect(await refusal(async () => parseBillLine([]))).to.equal('EVIDENCE_INVALID');
  });

  it('is the same after it was written and read, with what opens a metered line, a declared one, or none', () => {
    for (const opening of [OPENING, { amount: 5n, blinding: 6n }, undefined]) {
      const { invoice, ...rest } = parseBillLine(
        JSON.parse(JSON.stringify(billLineToJson(network, { ...bill, opening }))),
      );
      expect(rest).to.deep.equal({ proof: bill.proof, line: 0, opening });
      expect(invoice.digest).to.equal(bill.invoice.digest);
    }
  });

  it('proves nothing by an invoice that is changed, or by a seal that is nobody’s', async () => {
    const { signed } = bill.invoice;
    const data = `${signed.data.slice(0, -2)}${signed.data.endsWith('00') ? '01' : '00'}` as const;
    const changed = { ...bill, invoice: { ...bill.invoice, signed: { ...signed, data: data as `0x${string}` } } };
    expect(await refusal(async () => checkBillLine(network, changed))).to.equal('DATA_HASH_MISMATCH');
    const codes = ['SEAL_TARGET', 'SEAL_SIGNER', 'SIGNATURE_INVALID'];
    expect(codes).to.include(await refusal(async () => checkBillLine(network, bill)));
  });
});
