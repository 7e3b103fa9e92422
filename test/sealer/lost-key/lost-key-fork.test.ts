import { join } from 'node:path';
import { expect } from 'chai';
import { accusedBy, accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import { checkEvidence, type Evidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceToJson, parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { openChain, type Chain } from '../../../sealer/chain/chain.ts';
import { accusedOf, sealRulesOf } from '../../../sealer/chain/seal-rules.ts';
import { followChain } from '../../../sealer/replica/follow-chain.ts';
import { connectUpstream } from '../../../sealer/replica/upstream.ts';
import { lostBranches, serving, type Branch } from '../../support/lost-key/lost-branches.ts';
import { LOST_NETWORK, NEXT, OLD } from '../../support/lost-key/lost-house.ts';
import { startEngine } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a replica beside a thief of a lost key of the seal', () => {
  let branches: Awaited<ReturnType<typeof lostBranches>>;
  before(async () => {
    branches = await lostBranches();
  });

  const holding = async (folder: string, branch: Branch, blocks: number): Promise<Chain> => {
    const file = join(folder, 'blocks.log');
    const chain = await openChain({ file, engine: await startEngine(), rules: sealRulesOf(LOST_NETWORK) });
    for (const record of branch.records.slice(0, blocks)) await chain.follow(record);
    return chain;
  };

  it('goes on on the branch of the named key, keeps the proof, and takes nothing of the thief’s', async () => {
    const { thief, named } = branches;
    // Both where the thief is longer, and where he is not.
    for (const have of [4, 5]) {
      using folder = tempFolder();
      await using chain = await holding(folder.path, named, have);
      await using his = await serving(thief);
      await using ours = await serving(named);
      const stop = new AbortController();
      const proofs: Evidence[] = [];
      const refused: string[] = [];
      const events = {
        onLostKeyFork: ({ evidence }: { evidence: Evidence }) => void proofs.push(evidence),
        onRefused: ({ code }: { code: string }) => void refused.push(code),
        onProgress: (number: bigint) => number === 5n && stop.abort(),
      };
      const upstream = connectUpstream(his.url, ours.url);
      const fault = await followChain({ chain, upstream, pollMs: 10, signal: stop.signal, events });
      expect([fault, chain.head?.number, refused[0]]).to.deep.equal([undefined, 5n, 'LOST_KEY_FORK']);
      const [proof] = proofs;
      if (proof === undefined) throw new Error('no proof');
      const file = evidenceToJson(proof, accusedOf(chain));
      const said = checkEvidence(parseEvidence(file), accusedIn(file, accusedBy(LOST_NETWORK)));
      expect(said).to.include(OLD.address).and.include('said to be lost').and.include('did not make both');
      expect(chain.sealKeyAt(9n)).to.equal(NEXT.address);
    }
  });

  it('stays where it saw a block of the lost key first: that key lived', async () => {
    using folder = tempFolder();
    await using chain = await holding(folder.path, branches.thief, 4);
    await using ours = await serving(branches.named);
    const stop = new AbortController();
    const refused: string[] = [];
    const onRefused = ({ code }: { code: string }): void => {
      refused.push(code);
      stop.abort();
    };
    const upstream = connectUpstream(ours.url);
    const fault = await followChain({ chain, upstream, pollMs: 10, signal: stop.signal, events: { onRefused } });
    expect([fault, refused.length, chain.head?.number]).to.deep.equal([undefined, 1, 3n]);
  });
});
