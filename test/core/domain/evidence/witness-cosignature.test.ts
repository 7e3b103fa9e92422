import { expect } from 'chai';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import {
  cosignatureToJson,
  readCosignatures,
  type WitnessCosignature,
} from '../../../../core/domain/evidence/witness-cosignature.ts';
import { accusedIn } from '../../../../core/domain/evidence/accused-in.ts';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { cosignatureDigest } from '../../../../core/domain/seal/seal.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const witness = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
const stranger = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);
const sealHash: Hex = `0x${'11'.repeat(32)}`;

function cosigned(number = 7n, signer = witness): WitnessCosignature {
  const word = { number, sealHash, time: 1_795_000_000n };
  return { witness: signer.address, ...word, signature: signer.sign(cosignatureDigest(DOMAIN, word)) };
}

function read(body: unknown, domain = DOMAIN): WitnessCosignature[] {
  return readCosignatures(body, { domain, number: 7n, witnesses: new Set([witness.address]) });
}

describe("witnesses' cosignatures", () => {
  it('refuse an answer without a list, or with one of more than 64', async () => {
    const one = cosignatureToJson(cosigned());
    const bodies = [undefined, null, 'cosignatures', [], {}, { cosignatures: { length: 1 } }, { cosignatures: null }];
    for (const body of [...bodies, { cosignatures: new Array(65).fill(one) }])
      expect(await refusal(() => read(body)), JSON.stringify(body)?.slice(0, 40)).to.equal('ANSWER_MALFORMED');
    expect(read({ cosignatures: new Array(64).fill(one) })).to.have.lengthOf(64);
  });

  it('leave out what is malformed, forged, of a stranger or of another number', () => {
    const good = cosigned();
    const json = cosignatureToJson(good);
    const { witness: _, ...unnamed } = json;
    const left = [
      ...[null, 'text', 7, [], {}, unnamed, { ...json, more: 1 }, { ...json, witness: '0x12' }, { ...json, number: 7 }],
      { ...json, signature: `0x${'ff'.repeat(65)}` },
      { ...json, signature: cosigned(8n).signature },
      cosignatureToJson(cosigned(8n)),
      cosignatureToJson(cosigned(7n, stranger)),
      { ...cosignatureToJson(cosigned(7n, stranger)), witness: witness.address },
    ];
    for (const each of left) expect(read({ cosignatures: [each] }), JSON.stringify(each)).to.deep.equal([]);
    expect(read({ cosignatures: [...left, json] })).to.deep.equal([good]);
  });

  it('do not hide a fault of the machine behind a forged signature', () => {
    const failing = {
      ...DOMAIN,
      get chainId(): bigint {
        throw new RangeError('out of memory');
      },
    };
    expect(() => read({ cosignatures: [cosignatureToJson(cosigned())] }, failing)).to.throw(RangeError);
  });
});

describe('the accused of a file', () => {
  it('is the trusted one where the file names no handovers, whatever it is', () => {
    const trusted = { domain: DOMAIN, signer: witness.address, targetBits: 8 };
    for (const json of [undefined, null, 'handovers', 7, [], {}]) expect(accusedIn(json, trusted)).to.equal(trusted);
    expect(accusedIn({ handovers: [] }, trusted)).to.deep.equal({ ...trusted, handovers: [] });
  });
});
