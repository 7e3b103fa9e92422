import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { receiptToJson } from '../../../core/domain/seal/admission-receipt.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { receiptAt } from '../../support/receipts.ts';
import { handoverToJson, signHandover } from '../../../core/domain/seal/seal-keys.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { ask, COMPANY, startCompany, STRANGER } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { alarmsOf, looks, raised, startWatching, watchdogOf } from './support.ts';
import { sealOn, showing } from './shown-seals.ts';
import { type Network, type NetworkDomain, domainOf } from '../../../core/domain/ledger/network.ts';
import { handoverAt } from '../../support/handover.ts';

const SECOND = STRANGER;

function receipt(domain: NetworkDomain, signer: Signer, head: BlockRecord, seconds: bigint) {
  const digest: Hex = toHex(new Uint8Array(32).fill(0xab));
  const byTime = BigInt(Math.floor(Date.now() / 1000)) + seconds;
  return receiptToJson(receiptAt(domain, signer, head, { digest, byBlock: head.number + 1n, byTime }));
}

/** What a file of the watchdog's evidence proves of this network's company. */
function proved(folder: string, network: Network, name: string): string {
  const file: unknown = JSON.parse(readFileSync(join(folder, 'watchdog', 'evidence', name), 'utf8'));
  const { address: signer, targetBits } = network.seal;
  return checkEvidence(parseEvidence(file), accusedIn(file, { domain: domainOf(network), signer, targetBits }));
}

describe('watchdog after a handover of the seal key', () => {
  it('proves a rewritten head by the second key, to whoever trusts the first one', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const { seal } = sealer.network;
    const domain = domainOf(sealer.network);
    const handovers = [handoverToJson(handoverAt(domain, 2n, await loadSigningKey(data, 'seal'), SECOND))];
    const two = sealOn(domain, sealer.chain.record(1).seal, SECOND, 2);
    const otherTwo = sealOn(domain, sealer.chain.record(1).seal, SECOND, 9);
    await using honest = await showing(sealer, handovers, [two]);
    await using rewritten = await showing(sealer, handovers, [two, sealOn(domain, otherTwo, SECOND, 3)]);
    const sources = [
      { name: 'one', url: honest.url, role: 'replica' as const },
      { name: 'two', url: rewritten.url, role: 'replica' as const },
    ];
    const settings = watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' });
    await using watchdog = await startWatching(settings);
    await looks(watchdog, 4);
    const [alarm] = (await alarmsOf(watchdog)).alarms;
    expect(alarm?.code).to.equal('FORK');
    const file: unknown = JSON.parse(
      readFileSync(join(folder.path, 'watchdog', 'evidence', alarm?.which ?? ''), 'utf8'),
    );
    const trusted = { domain, signer: seal.address, targetBits: seal.targetBits };
    expect(checkEvidence(parseEvidence(file), accusedIn(file, trusted))).to.include('that follows another one');
  });

  it('proves a broken promise although the company posted receipts that nothing can prove', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const domain = domainOf(sealer.network);
    const first = await loadSigningKey(data, 'seal');
    const handovers = [handoverToJson(handoverAt(domain, 2n, first, SECOND))];
    const one = sealer.chain.record(1).seal;
    await using replica = await showing(sealer, handovers, [sealOn(domain, one, SECOND, 2)]);
    const sources = [{ name: 'one', url: replica.url, role: 'replica' as const }];
    const settings = watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' });
    await using watchdog = await startWatching(settings);
    await looks(watchdog);
    // The same internal block, promised by a key that is not in force then: void, and no reason to take the other for known.
    for (const posted of [
      receipt(domain, SECOND, sealer.chain.record(0), 901n),
      receipt(domain, first, sealer.chain.record(0), 900n),
    ]) {
      expect((await ask(`${watchdog.url}/v1/receipts`, posted)).status).to.equal(202);
    }
    await raised(watchdog, 'PROMISE_BROKEN', `broken-promise-${'ab'.repeat(8)}.json`);
    await looks(watchdog);
    expect(await (await fetch(`${watchdog.url}/metrics`)).text()).to.include('promises_open 0');
  });

  it('proves that a key named two successors at once, wherever each branch is shown', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const domain = domainOf(sealer.network);
    const first = await loadSigningKey(data, 'seal');
    const one = sealer.chain.record(1).seal;
    const branch = (next: Signer, salt: number) =>
      showing(sealer, [handoverToJson(handoverAt(domain, 2n, first, next))], [sealOn(domain, one, next, salt)]);
    await using here = await branch(SECOND, 2);
    await using there = await branch(COMPANY, 9);
    const sources = [here, there].map(({ url }, at) => ({ name: `branch${at}`, url, role: 'replica' as const }));
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' }));
    await looks(watchdog);
    const name = 'double-handover-2-2.json';
    await raised(watchdog, 'FORK', name);
    expect(proved(folder.path, sealer.network, name)).to.include('both statements hold at once');
  });

  it('proves a fork whose branches handed over at different blocks, where neither statement holds beside the other', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const domain = domainOf(sealer.network);
    const first = await loadSigningKey(data, 'seal');
    const one = sealer.chain.record(1).seal;
    const early = [handoverToJson(handoverAt(domain, 2n, first, SECOND))];
    const late = { number: 3n, validFrom: 2n, validUntil: 2n };
    const later = [handoverToJson(signHandover(domain, late, first, COMPANY))];
    const two = sealOn(domain, one, first, 9);
    await using here = await showing(sealer, early, [sealOn(domain, one, SECOND, 2)]);
    await using there = await showing(sealer, later, [two, sealOn(domain, two, COMPANY, 3)]);
    const sources = [here, there].map(({ url }, at) => ({ name: `branch${at}`, url, role: 'replica' as const }));
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources, { heartbeat: '1h' }));
    await raised(watchdog, 'FORK', 'double-seal-2.json');
    const lies = await raised(watchdog, 'SOURCE_LIES', 'branch1');
    expect(lies.todo).to.include('Nothing is proved by it, neither against the company nor for it');
    expect(proved(folder.path, sealer.network, 'double-seal-2.json')).to.include('two seals of block 2');
  });
});
