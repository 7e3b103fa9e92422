import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { cosignatureDigest } from '../../../core/domain/seal/seal.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { findBranching } from '../../../sealer/replica/find-fork.ts';
import { followChain } from '../../../sealer/replica/follow-chain.ts';
import { connectUpstream } from '../../../sealer/replica/upstream.ts';
import { openWitness } from '../../../sealer/replica/witness.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { refusal } from '../../support/refusal.ts';
import { grow, openTestChain, SEALER, STRANGER, RULES } from '../support/chains.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { tempFolder } from '../support/temp-folder.ts';

const OTHER: Hex = `0x${'5a'.repeat(32)}`;
const HEAD = { number: '1', sealHash: OTHER, timestamp: '1' };

describe('following a replica that lies', () => {
  it('believes no other head whose seal nobody shows', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 1);
    const head = chain.head;
    await using liar = await fakePeer((_path, response) => sendJson(response, { blocks: [], head: HEAD }));
    const stop = new AbortController();
    const refused: string[] = [];
    const events = {
      onRefused: ({ code }: { code: string }) => {
        refused.push(code);
        stop.abort();
      },
    };
    const upstream = connectUpstream(liar.url);
    const fault = await followChain({ chain, upstream, pollMs: 10, signal: stop.signal, events });
    expect([fault, refused]).to.deep.equal([undefined, ['HEAD_CONTRADICTS']]);
    expect(chain.head).to.deep.equal(head);
  });

  it('is asked for one block where it has the same ones, not for those between', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    const { number, sealHash, timestamp } = await grow(chain, 9);
    let asked = 0;
    await using same = await fakePeer((path, response) => {
      asked++;
      const from = Number(new URL(path, 'http://x').searchParams.get('from'));
      const head = { number: number.toString(), sealHash, timestamp: timestamp.toString() };
      sendJson(response, { blocks: [JSON.parse(chain.recordText(from))], head });
    });
    const { signal } = new AbortController();
    const found = await findBranching({ chain, upstream: connectUpstream(same.url), signal }, 8n);
    expect([found, asked]).to.deep.equal([undefined, 1]);
  });

  it('takes no page that is none, or that ends before the head that it names', async () => {
    const { signal } = new AbortController();
    const bodies = ['none', { blocks: 1, head: {} }, { blocks: [], head: HEAD }];
    for (const body of bodies) {
      await using liar = await fakePeer((_path, response) => sendJson(response, body));
      expect(await refusal(() => Array.fromAsync(recordsOfUrl(liar.url, signal)))).to.equal('PAGE_INVALID');
    }
  });
});

describe('a witness', () => {
  it('cosigns nothing while its log lacks the block that it cosigned before', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 1);
    const file = join(folder.path, 'witness.json');
    const signature = STRANGER.sign(cosignatureDigest(RULES.domain, { number: 1n, sealHash: OTHER, time: 5n }));
    writeFileSync(file, JSON.stringify({ number: '1', sealHash: OTHER, time: '5', signature }));
    const witness = openWitness({ chain, signer: STRANGER, file, now: Date.now });
    expect(await refusal(() => witness.cosign(1n))).to.equal('COSIGNED_OTHERWISE');
    expect(await refusal(() => witness.cosign(2n))).to.equal('BLOCK_UNKNOWN');
  });

  it('says anew that a block is the newest one, and of an older one until when it was', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 2);
    const dated = Number(chain.record(2).timestamp);
    let now = (dated + 100) * 1000;
    const witness = openWitness({ chain, signer: STRANGER, file: join(folder.path, 'witness.json'), now: () => now });
    const times = (): bigint[] => [2n, 1n].map((number) => witness.cosign(number).time);
    expect(times()).to.deep.equal([BigInt(dated + 100), BigInt(dated)]);
    now += 60_000;
    expect(times()).to.deep.equal([BigInt(dated + 160), BigInt(dated)]);
    now = (dated - 10) * 1000;
    expect(times()).to.deep.equal([BigInt(dated - 10), BigInt(dated - 10)]);
  });
});
