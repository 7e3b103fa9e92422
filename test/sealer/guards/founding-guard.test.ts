import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { networkToJson } from '../../../core/domain/ledger/network.ts';
import { blockRecordToJson, parseBlockRecord, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { openBlockLog } from '../../../sealer/chain/block-log.ts';
import { writeNetworkFile } from '../../../sealer/network/network-file.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask } from '../support/company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { launchProgram } from '../support/spawn-program.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { foundingLies } from '../verify/support/founding-lies.ts';
import { NETWORK } from '../verify/support/cheating-company.ts';

const SIGNAL = new AbortController().signal;

describe('a replica of a network whose contracts are others than this version has', () => {
  const folder = tempFolder();
  let records: BlockRecord[];
  before(async () => {
    const [lie] = foundingLies;
    const told = await lie?.tell();
    records = await Array.fromAsync(told?.records ?? [], (json: unknown) => parseBlockRecord(json));
  });
  after(() => folder[Symbol.dispose]());

  function settingsOf(name: string, over: Record<string, unknown>): ReplicaSettings {
    const overrides = { data: join(folder.path, name), port: 0, logLevel: 'silent', poll: '20ms', ...over };
    return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  }

  it('takes no block of it, serves none, and says why', async () => {
    const head = records.at(-1)?.seal;
    await using company = await fakePeer((path, response) => {
      if (path.startsWith('/v1/network')) return sendJson(response, networkToJson(NETWORK));
      const from = Number(new URL(path, 'http://x').searchParams.get('from') ?? 0);
      const told = { number: `${head?.number}`, sealHash: `0x${'00'.repeat(32)}`, timestamp: `${head?.timestamp}` };
      return sendJson(response, { blocks: records.slice(from).map(blockRecordToJson), head: told });
    });
    const [port] = await freePorts(1);
    const program = launchProgram('./replica-process.ts', settingsOf('follows', { from: company.url, port }));
    try {
      const why = await waitFor('it says why it takes nothing', async () => {
        const health = await ask(`http://127.0.0.1:${port}/health`).catch(() => undefined);
        const detail = String(health?.body['detail']);
        return detail.includes('does not found the network') ? { status: health?.status, detail } : undefined;
      });
      expect(why.status).to.equal(503);
      expect(why.detail).to.include('deploys another contract than this version has');
      expect(program.said()).to.not.include('"ready"');
    } finally {
      await program.kill();
    }
  });

  it('does not start on such a log', async () => {
    const settings = settingsOf('starts', { from: 'http://127.0.0.1:1' });
    mkdirSync(settings.data, { recursive: true });
    writeNetworkFile(join(settings.data, 'network.json'), NETWORK);
    const log = openBlockLog(join(settings.data, 'blocks.log'));
    for (const record of records) log.append(record);
    log.close();
    expect(await refusal(() => startReplica(settings, SIGNAL))).to.equal('FOUNDING_OTHER');
  });
});
