import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import * as schemas from '../../../app/server/http/schemas.ts';
import { readProof } from '../../../app/server/read/light-client.ts';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { commit } from '../../../core/domain/crypto/commitment.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { checkOutstanding } from '../../../core/domain/seal/invoice-proof.ts';
import { checkLedgerProof, checkSealedHeader } from '../../../core/domain/seal/light-client.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { fillLedgers } from './support/busy-ledger.ts';
import type { BusyLedger } from './support/busy-ledger.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { proofOf } from './support/proof-of.ts';

const HASH: Hex = `0x${'ab'.repeat(32)}`;

describe("the portal's proofs", function () {
  let house: World;
  let resident: SignedIn & { account: Account };
  let busy: BusyLedger;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    resident = await house.portal.resident('flat-3');
    busy = await fillLedgers(house.ledger, resident.account);
    const head = await house.ledger.client.head();
    await waitFor('the read model has it', async () => {
      const health = (await (await fetch(`${house.portal.app.url}/health`)).json()) as { nextBlock: string };
      return BigInt(health.nextBlock) > head;
    });
  });
  after(() => house[Symbol.asyncDispose]());

  it('proves what the ledgers hold to a light client, and no other block, ledger or header', async () => {
    const { network } = house.ledger.client;
    const proof = proofOf(network, await resident.get(`/api/proof/readingLedger/${busy.appealId}`));
    const faults: [Partial<typeof proof>, RegExp][] = [
      [{ digest: busy.requestId }, /PROOF_BROKEN/],
      [{ ledger: network.contracts.meters }, /PROOF_BROKEN/],
      [{ header: `0x${proof.header.slice(2, -2)}00` }, /HEADER_MISMATCH/],
      [{ seal: { ...proof.seal, r: proof.seal.r + 1n } }, /SEAL_|SIGNATURE_/],
      [{ claim: { position: 1n } }, /POSITION_MISMATCH/],
    ];
    for (const [change, code] of faults) {
      expect(() => checkLedgerProof({ ...proof, ...change }))
        .to.throw(InputError)
        .with.property('code')
        .that.matches(code);
    }
    const status = schemas.blockStatusSchema.parse(await resident.get(`/api/blocks/${busy.appealId}`));
    const found = checkLedgerProof({ ...proof, claim: { position: BigInt(status.recorded?.position ?? 0) } });
    expect(found.number).to.equal(proof.seal.number);
  });

  it('refuses the answer of a replica that gives no proof', async () => {
    const { url, network } = house.ledger;
    let proves = true;
    await using replica = await fakePeer(async (path, response) => {
      const { method = 'GET' } = response.req;
      const asked = method === 'GET' ? '' : await text(response.req);
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url + path, method === 'GET' ? {} : { method, headers, body: asked });
      const body = (await answer.json()) as { result?: object };
      // Honest but for the proof.
      if (!proves && asked.includes('eth_getProof')) body.result = { ...body.result, storageProof: [] };
      sendJson(response, body);
    });
    const client = await connectChain({ url: replica.url, queueUrl: url, network });
    const args = { client, cosignatures: async () => [] };
    const prove = (): Promise<unknown> => readProof(args, network.contracts.readingLedger, busy.appealId);
    expect(await prove()).to.deep.include({ digest: busy.appealId });
    proves = false;
    expect(await refusal(prove)).to.equal('PROOF_MALFORMED');
  });

  it('proves what the ledger holds as unpaid of an invoice, and refuses another total, a payment left out and another invoice', async () => {
    const { network } = house.ledger.client;
    const { invoices } = schemas.invoicesSchema.parse(await resident.get('/api/invoices'));
    const digest = invoices.find(({ invoiceId }) => invoiceId === busy.invoiceId)?.invoice.digest;
    const path = `/api/proof/contractLedger/${digest}?invoice=${busy.invoiceId}`;
    const { seal, header, accountProof, storageProofs, ledger } = proofOf(network, await resident.get(path));
    const { stateRoot } = checkSealedHeader(seal, header);
    const shown = {
      ...{ stateRoot, ledger, accountProof, storageProofs, invoiceId: busy.invoiceId },
      outstanding: commit(0n, busy.blinding - 7n),
    };
    expect(() => checkOutstanding(shown)).not.to.throw();
    const faults: [Partial<typeof shown>, string][] = [
      [{ outstanding: commit(1n, busy.blinding - 7n) }, 'BALANCE_DIFFERS'],
      [{ outstanding: commit(5_000_000n, busy.blinding) }, 'BALANCE_DIFFERS'],
      [{ outstanding: commit(-5_000_000n, busy.blinding - 14n) }, 'BALANCE_DIFFERS'],
      [{ invoiceId: HASH }, 'PROOF_BROKEN'],
      [{ storageProofs: [] }, 'PROOF_BROKEN'],
      [{ stateRoot: HASH }, 'PROOF_BROKEN'],
    ];
    for (const [change, code] of faults) {
      expect(() => checkOutstanding({ ...shown, ...change }))
        .to.throw(InputError)
        .with.property('code', code);
    }
  });
});
