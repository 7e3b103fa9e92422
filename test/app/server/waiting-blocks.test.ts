import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { createAccounts } from '../../../app/server/accounts/accounts.ts';
import { premisesOf } from '../../../app/server/accounts/enrolment.ts';
import { residentRoutes } from '../../../app/server/http/resident-routes.ts';
import { openVault } from '../../../app/server/vault.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { internalBlockDigest, signBlock, signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../support/refusal.ts';
import { testNetwork } from '../../oracle/support/pair.ts';
import { PGLITE } from './support/databases.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import type { ResidentTools } from '../../../app/server/http/resident-routes.ts';
import { createPortalBlocks } from '../../../app/server/statements/portal-blocks.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { TestDatabase } from './support/databases.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const PREMISE = { premise: 'p', address: 'a', personalAccount: '1' };
const IDENTITY = { issuer: 'i', subject: 's', displayName: 'n', premises: [PREMISE] };

describe('blocks that wait at the portal', () => {
  let folder: string;
  let database: TestDatabase;
  const resident = newAccount();
  const portal = newAccount();
  const network = testNetwork(newAccount().address, portal.address);

  /** An outbox that holds nothing of this test's blocks but says how many wait. */
  const outboxWith = (waiting: number, taken: Hex[]): Outbox => ({
    put: (signed) => {
      const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
      taken.push(digest);
      return digest;
    },
    run: () => Promise.resolve(),
    wait: () => Promise.resolve('recorded'),
    pending: (sender) => (sender === resident.address ? waiting : 0),
    work: () => [],
    receipt: () => undefined,
    refusal: () => undefined,
    receipts: () => ({ receipts: [], next: 0 }),
    find: () => [],
  });
  const toolsWith = async (outbox: Outbox): Promise<ResidentTools> => {
    const { store } = database;
    const accounts = createAccounts({ store, vault: openVault(join(folder, 'key')), nowSeconds: () => 1 });
    await accounts.link({ identity: IDENTITY, premise: PREMISE, subscriber: resident.address, enrolDigest: ZERO_32 });
    const own = { ownBlocks: () => Promise.resolve([]), ownPremises: () => Promise.reject(new Error('not asked for')) };
    const clock = { nowSeconds: () => 1 };
    const blocks = createPortalBlocks({ store, outbox, account: portal, network, ...clock });
    return { readModel: store.readModel, accounts, outbox, account: portal, network, blocks, ...own, ...clock };
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-waiting-'));
    database = await PGLITE.open();
  });
  afterEach(async () => {
    await database[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('are refused when too many of one address wait already', async () => {
    const signed = signBlock({
      domain: domainOf(network),
      ledger: network.contracts.contractLedger,
      signer: resident,
      to: network.company,
      kind: KIND.OFFER,
      subject: ZERO_32,
      data: encodeData('OFFER', { resource: 6, meterId: ZERO_32, validUntil: nowSeconds() + 86_400n, envelope: '0x' }),
      timestamp: 1n,
    });
    const taken: Hex[] = [];
    const carry = async (waiting: number): Promise<unknown> => {
      const routes = residentRoutes(await toolsWith(outboxWith(waiting, taken)));
      const route = routes.find(({ method, path }) => method === 'post' && path === '/api/blocks');
      const request = Object.create(express.request, {
        params: { value: {} },
        query: { value: {} },
        body: { value: signedBlockToJson(signed) },
      });
      const session = { identity: IDENTITY, csrfToken: 'c'.repeat(20), tokenHash: 't' };
      return route?.run(request, Object.create(express.response), session);
    };
    expect(await refusal(() => carry(200))).to.equal('TOO_MANY_BLOCKS');
    expect(taken).to.deep.equal([]);
    await carry(199);
    expect(taken).to.have.length(1);
  });

  it('leave a premise free to enrol when the portal died before it took the enrolment', async () => {
    const [premise] = await premisesOf(await toolsWith(outboxWith(0, [])), IDENTITY);
    expect(premise).to.include({ enrolment: 'none', subscriber: resident.address });
  });
});
