import { expect } from 'chai';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import {
  type SignedBlock,
  internalBlockDigest,
  recoverAddress,
  signedBlockToJson,
} from '../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { admissionDigest, parseReceipt } from '../../../core/domain/seal/admission-receipt.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { ask, COMPANY, enrolment, outcome, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

type Answer = Record<string, string>;

describe('a list of internal blocks', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => {
    sealer = await startCompany(folder.path);
    const { body } = await submit(sealer.url, enrolment(sealer.network, COMPANY, ROLE.company));
    await outcome(sealer.url, body['digest']);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const post = async (blocks: readonly unknown[]): Promise<Answer[]> => {
    const { status, body } = await ask(`${sealer.url}/v1/queue`, blocks);
    expect(status).to.equal(202);
    if (!Array.isArray(body)) throw new InputError('LIST', 'a list is answered by a list');
    return body as Answer[];
  };
  const digestOf = (signed: SignedBlock): string =>
    internalBlockDigest(domainOf(sealer.network), signed.ledger, signed.block);

  it('is refused when it is longer than 200', async () => {
    const one = signedBlockToJson(rate(sealer.network, 900));
    const { status, body } = await ask(`${sealer.url}/v1/queue`, Array<unknown>(201).fill(one));
    expect([status, body['code']]).to.deep.equal([400, 'BLOCK_JSON_INVALID']);
  });

  it('answers each in its place: what is wrong with one is nothing to the others', async () => {
    const { network } = sealer;
    const good = [rate(network, 1), rate(network, 2)].map(signedBlockToJson);
    const stranger = signedBlockToJson(rate(network, 3, STRANGER));
    const forged = { ...signedBlockToJson(rate(network, 4)), signature: stranger.signature };
    const answers = await post([stranger, good[0], { no: 'block' }, forged, good[1], good[0]]);
    expect(answers.map(({ code }) => code)).to.deep.equal([
      'SENDER_NOT_ACTIVE',
      undefined,
      'BLOCK_JSON_INVALID',
      'SENDER_MISMATCH',
      undefined,
      undefined,
    ]);
    expect(answers[5]).to.deep.equal(answers[1]);
  });

  it('is promised under the seal key, and carried in its order', async () => {
    const { network } = sealer;
    const blocks = Array.from({ length: 40 }, (_, n) => rate(network, 10 + n));
    const answers = await post(blocks.map(signedBlockToJson));
    expect(answers.map(({ digest }) => digest)).to.deep.equal(blocks.map(digestOf));
    for (const answer of answers) {
      const receipt = parseReceipt(answer);
      const signer = recoverAddress(admissionDigest(domainOf(network), receipt), receipt.signature);
      expect(signer).to.equal(network.seal.address);
    }
    // The ledger takes rates in one order only.
    for (const block of blocks) {
      expect(await outcome(sealer.url, digestOf(block))).to.include({ state: 'sealed' });
    }
  });
});
