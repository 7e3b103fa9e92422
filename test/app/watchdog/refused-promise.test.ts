import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import { internalBlockDigest, signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { receiptToJson } from '../../../core/domain/seal/admission-receipt.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { cheatingWith } from '../../sealer/support/cheating.ts';
import {
  ask,
  blockOf,
  COMPANY,
  letIn,
  rate,
  startCompany,
  STRANGER,
  SUBSCRIBER,
} from '../../sealer/support/company.ts';
import { holds } from '../../sealer/support/holds.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { receiptAt } from '../../support/receipts.ts';
import { runCli } from '../../support/run-cli.ts';
import { looks, raised, replicaOf, SIGNAL, startWatching, watchdogOf } from './support.ts';

describe('a promise that the company refuses by what it puts in front', () => {
  it('is found by the watchdog through a replica, and proved by the file and the history; what was taken is not executed', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, { heartbeat: '1h' });
    const { network } = sealer;
    const domain = domainOf(network);
    const key = await loadSigningKey(data, 'seal');
    await letIn(sealer, SUBSCRIBER, ROLE.subscriber);
    const cheat = cheatingWith(sealer, key);
    const letter = signBlock({
      domain,
      ledger: network.contracts.readingLedger,
      signer: SUBSCRIBER,
      to: COMPANY.address,
      kind: KIND.APPEAL,
      subject: ZERO_32,
      data: encodeData('APPEAL', {
        category: 1,
        addressees: 1,
        provider: ZERO_ADDRESS,
        about: ZERO_32,
        envelope: '0x',
      }),
      timestamp: sealer.chain.record(1).timestamp,
    });
    const head = sealer.chain.record(Number(sealer.chain.head?.number));
    const digest = internalBlockDigest(domain, letter.ledger, letter.block);
    const taken = rate(network, 1);
    const promise = (of: `0x${string}`, by: `0x${string}`) =>
      receiptToJson(receiptAt(domain, key, head, { digest: of, key: by, byBlock: head.number + 3n }));
    const kept = promise(internalBlockDigest(domain, taken.ledger, taken.block), taken.block.from);
    const broken = promise(digest, letter.block.from);

    await using replica = await startReplica(replicaOf(join(folder.path, 'replica'), sealer.url), SIGNAL);
    expect((await ask(`${replica.url}/v1/promises`, broken)).body).to.deep.equal({ state: 'open' });
    const suspension = blockOf(
      network,
      COMPANY,
      'SUSPEND',
      { account: SUBSCRIBER.address },
      { to: SUBSCRIBER.address },
    );
    await cheat.seal(suspension, taken);
    await cheat.seal(letter);
    await cheat.seal();
    await holds(replica.chain, head.number + 3n);

    const forged = receiptToJson(receiptAt(domain, STRANGER, head, { digest, byBlock: head.number + 3n }));
    expect((await ask(`${replica.url}/v1/promises`, forged)).body['code']).to.equal('RECEIPT_FORGED');
    expect((await ask(`${replica.url}/v1/promises`, kept)).body['state']).to.equal('kept');
    const never = promise(ZERO_32, letter.block.from);
    expect((await ask(`${replica.url}/v1/promises`, never)).body['state']).to.equal('unkept');

    const sources = [
      { name: 'sealer', url: sealer.url, role: 'sealer' as const },
      { name: 'replica', url: replica.url, role: 'replica' as const },
    ];
    await using watchdog = await startWatching(watchdogOf(folder.path, network, sources, { heartbeat: '1h' }));
    for (const receipt of [kept, broken])
      expect((await ask(`${watchdog.url}/v1/receipts`, receipt)).status).to.equal(202);
    const name = `refused-promise-${digest.slice(2, 18)}.json`;
    await raised(watchdog, 'PROMISE_REFUSED', name);
    await looks(watchdog);
    expect(readdirSync(join(folder.path, 'watchdog', 'evidence'))).to.deep.equal([name]);
    expect((await ask(`${replica.url}/v1/promises`, broken)).body).to.include({ state: 'broken' });

    const trust = join(folder.path, 'trusted.json');
    const file = join(folder.path, 'watchdog', 'evidence', name);
    const check = ['evidence', 'check', file, '--trust', trust, '--json'];
    expect(JSON.parse((await runCli(check)).stdout)).to.include({ proved: false, code: 'EXECUTION_NEEDED' });
    const proved = await runCli([...check, '--url', replica.url]);
    expect(JSON.parse(proved.stdout)).to.include({ proved: true, kind: 'refused-promise' });
    expect(proved.stdout).to.include('SUSPEND in block');

    const receiptFile = join(folder.path, 'receipt.json');
    writeFileSync(receiptFile, JSON.stringify(broken));
    const out = join(folder.path, 'proof.json');
    const judge = ['evidence', 'promise', '--receipt', receiptFile, '--url', replica.url, '--trust', trust, '--json'];
    expect(JSON.parse((await runCli(judge)).stdout)).to.include({ proved: false, state: 'kept' });
    expect(JSON.parse((await runCli([...judge, '--execute', '--out', out])).stdout)).to.include({ proved: true });
    expect(readFileSync(out, 'utf8')).to.equal(readFileSync(file, 'utf8'));
    writeFileSync(receiptFile, JSON.stringify(kept));
    const honest = JSON.parse((await runCli([...judge, '--execute'])).stdout) as { proved: boolean; why: string };
    expect(honest).to.include({ proved: false, state: 'kept' });
    expect(honest.why).to.include('records it');
  });
});
