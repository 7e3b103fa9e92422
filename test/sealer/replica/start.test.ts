import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, outcome, rate, startCompany, submit, type Answer } from '../support/company.ts';
import { fakePeer } from '../support/fake-peer.ts';
import { launchProgram, type Launched } from '../support/spawn-program.ts';
import { tempFolder } from '../support/temp-folder.ts';

const BLOCKS = 120;
const PAGE = 40;

describe('a replica that starts', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => {
    sealer = await startCompany(join(folder.path, 'sealer'));
    for (let n = 0; n < BLOCKS; n++) {
      const { body } = await submit(sealer.url, rate(sealer.network, n));
      expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
    }
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  function settingsOf(from: string, port: number | undefined): ReplicaSettings {
    const overrides = { data: join(folder.path, 'replica'), from, port, logLevel: 'silent', poll: '20ms' };
    return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  }
  const healthAt = (port: number | undefined): Promise<Answer | undefined> =>
    ask(`http://127.0.0.1:${port}/health`).catch(() => undefined);
  /** What it has said of its start when `isSeen` is true of it for the first time. */
  const seenAt = (port: number | undefined, isSeen: (starting: Record<string, unknown>) => boolean): Promise<Answer> =>
    waitFor('health tells of the start', async () => {
      const answer = await healthAt(port);
      const starting = answer?.body['starting'];
      return starting !== undefined && isSeen(starting as Record<string, unknown>) ? answer : undefined;
    });

  it('says from the first second how far it has caught up, and serves once it has', async () => {
    let held: (() => void)[] = [];
    let isHeld = true;
    await using slow = await fakePeer((path, response) => {
      const pass = (): void =>
        void fetch(sealer.url + path.replace('limit=500', `limit=${PAGE}`)).then(async (told) =>
          response.writeHead(told.status).end(await told.text()),
        );
      const from = Number(/from=(\d+)/.exec(path)?.[1] ?? 0);
      if (isHeld && from >= PAGE) held.push(pass);
      else pass();
    });
    const [port] = await freePorts(1);
    const program: Launched = launchProgram('./replica-process.ts', settingsOf(slow.url, port));
    try {
      const { status, body } = await seenAt(port, ({ done, of }) => done === PAGE && of !== undefined);
      const of = Number(sealer.chain.head?.number ?? 0n) + 1;
      expect(status).to.equal(503);
      expect(body['code']).to.equal('STARTING');
      expect(body['starting']).to.deep.include({ step: 'catching up with the other side', done: PAGE, of });
      expect(body['detail']).to.include(`(${PAGE} of ${of})`);
      expect((await ask(`http://127.0.0.1:${port}/v1/head`)).status).to.equal(503);
      expect(program.said()).to.not.include('"ready"');
      isHeld = false;
      for (const pass of held.splice(0)) pass();
      await waitFor('it serves', async () => (await healthAt(port))?.status === 200);
    } finally {
      held = [];
      await program.kill();
    }
  });

  it('says from the first second how far it has replayed its log, while nobody else is there', async () => {
    const [port, nobody] = await freePorts(2);
    const program = launchProgram('./replica-process.ts', settingsOf(`http://127.0.0.1:${nobody}`, port));
    try {
      const { status, body } = await seenAt(port, ({ step }) => step === 'replaying the log');
      expect(status).to.equal(503);
      expect((body['starting'] as Record<string, unknown>)['of']).to.equal(Number(sealer.chain.head?.number ?? 0n) + 1);
      await waitFor('it serves its own log', async () => (await healthAt(port))?.status === 200);
    } finally {
      await program.kill();
    }
  });
});
