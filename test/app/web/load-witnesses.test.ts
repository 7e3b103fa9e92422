import { join } from 'node:path';
import { expect } from 'chai';
import { openWitnessRegister } from '../../../app/server/read/witness-register.ts';
import { openWitnessList } from '../../../app/watchdog/censored/witness-list.ts';
import { NOTHING } from '../../../app/watchdog/observe.ts';
import { createApi } from '../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { loadWitnesses } from '../../../app/web/src/resident/network/load-witnesses.ts';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { parseSeal } from '../../../core/domain/seal/seal.ts';
import {
  blockOf,
  COMPANY,
  outcome,
  PORTAL,
  startCompany,
  STRANGER,
  submit,
  SUBSCRIBER,
} from '../../sealer/support/company.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { refusal } from '../../support/refusal.ts';

describe('witnesses, as pages and the watchdog learn them', () => {
  it('are those of the register and of no word of the portal, of a state that is not older than one seen', async () => {
    using folder = tempFolder();
    const first = [
      { key: STRANGER.address, owner: STRANGER.address },
      { key: PORTAL.address, owner: PORTAL.address },
    ];
    await using company = await startCompany(join(folder.path, 'sealer'), { witnesses: JSON.stringify(first) });
    const { network, url } = company;
    const client = await connectChain({ url, queueUrl: url });
    const register = openWitnessRegister({ client });
    const names = { [STRANGER.address]: 'City Waterworks' };
    const old = { ...(await register.proof()), names };
    let told: object = old;
    const api = createApi({ fetch: async () => Response.json(told) });
    const chain = openChainMemory(memoryDatabase());
    const page = { api, network, notBefore: 0n };
    const stranger = { address: STRANGER.address, name: 'City Waterworks' };
    expect(await loadWitnesses(page, 0)).to.deep.equal({ required: 1, known: [stranger] });
    expect((await loadWitnesses(page, 2)).required).to.equal(2);

    await using portal = await fakePeer((_path, response) => sendJson(response, told));
    const list = openWitnessList({ network, handovers: () => [], timeoutMs: 5_000 });
    const source = { name: 'portal', url: portal.url, role: 'portal' as const };
    const look = async (): Promise<string[]> => {
      await list.refresh([{ source, ...NOTHING, up: true }], new AbortController().signal);
      return [...list.counted()];
    };
    expect([...list.counted()]).to.deep.equal([STRANGER.address]);

    const entry = { witness: SUBSCRIBER.address, owner: COMPANY.address };
    const other = { witness: COMPANY.address.replace(/..$/, '00') as `0x${string}`, owner: SUBSCRIBER.address };
    for (const data of [entry, other])
      for (const by of [COMPANY, PORTAL]) {
        const { body } = await submit(url, blockOf(network, by, 'WITNESS_ENTER', data));
        await outcome(url, body['digest']);
      }
    told = { ...(await register.proof()), names };
    const known = [stranger, { address: other.witness, name: `${SUBSCRIBER.address.slice(0, 8)}…` }];
    expect(await loadWitnesses(page, 0)).to.deep.equal({ required: 1, known });
    expect(await look()).to.deep.equal([STRANGER.address, other.witness]);
    told = old;
    expect(await look()).to.deep.equal([STRANGER.address, other.witness]);
    told = { ...(await register.proof()), nodes: [], names };
    expect(await look()).to.deep.equal([STRANGER.address, other.witness]);
    expect(await refusal(() => loadWitnesses(page, 0))).to.equal('PROOF_BROKEN');
    const seal = parseSeal((await register.proof()).seal);
    await chain.see({ network, seal, between: [] });
    told = old;
    const later = { ...page, notBefore: (await chain.seen(network)).at(-1)?.seal.number ?? 0n };
    expect(await refusal(() => loadWitnesses(later, 0))).to.equal('HEAD_OLDER');
    told = { nodes: 'none' };
    expect(await look()).to.deep.equal([STRANGER.address, other.witness]);
  });
});
