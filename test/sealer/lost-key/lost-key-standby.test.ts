import { join } from 'node:path';
import { expect } from 'chai';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { startKeeper, type RunningKeeper } from '../../../sealer/keeper/main.ts';
import { writeLostKey } from '../../../sealer/lost-key/lost-key-file.ts';
import { lostKeyAtTakeover } from '../../../sealer/lost-key/seal-over-lost-key.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaOf } from '../../app/watchdog/support.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, companySettings, movedClock, STRANGER, SUBSCRIBER } from '../support/company.ts';
import { holds } from '../support/holds.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { loseSealKey } from './support/lose-seal-key.ts';

const SIGNAL = new AbortController().signal;
const WITNESSES = [STRANGER, SUBSCRIBER];

describe('a standby whose sealer is gone with the key of the seal', () => {
  it('finds by itself who follows, waits its time, and seals with that key; over the chain of a Besu nobody does', async () => {
    using folder = tempFolder();
    const [data, own, keys] = ['sealer', 'standby', 'keeper'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    let shift = 0n;
    const now = (): number => Date.now() + Number(shift) * 1000;
    const witnesses = JSON.stringify(WITNESSES.map(({ address }) => ({ key: address, owner: address })));
    const [keeperPort, port, standbyPort] = await freePorts(3);
    const startKeeping = (): Promise<RunningKeeper> =>
      startKeeper(keeperSettingsOf(keys, { port: keeperPort }), SIGNAL);
    let keeper = await startKeeping();
    const startSealing = (at: string, over: Record<string, unknown>): Promise<RunningSealer> => {
      const common = { witnesses, heartbeat: '1s', keeper: keeper.url, keeperToken: keeper.tokenFile };
      return startSealer(companySettings(at, { ...common, takeoverAfter: '600ms', ...over }), SIGNAL, movedClock(now));
    };
    const sealer = await startSealing(data, { port });
    const { network, url } = sealer;
    const standby = await startSealing(own, { port: standbyPort, primaryUrl: url });
    await using replica = await startReplica(
      replicaOf(join(folder.path, 'replica'), `${url},${standby.url}`),
      SIGNAL,
      now,
    );
    try {
      shift += WITNESS_STANDING + 60n;
      await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 2n);
      await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 1n);
      // Without the keeper nobody takes over.
      await keeper[Symbol.asyncDispose]();
      await sealer[Symbol.asyncDispose]();
      const head = sealer.chain.head?.number ?? 0n;
      for (const { chain } of [replica, standby]) await holds(chain, head);
      const { request, handover, next } = await loseSealKey({
        ...{ keys, url: replica.url, network, now },
        witnesses: WITNESSES,
      });
      writeLostKey(own, handover);
      keeper = await startKeeping();
      const health = async () => (await ask(`${standby.url}/health`)).body['lostKey'];
      const waiting = await waitFor('it waits', health);
      expect(waiting).to.include({ next: handover.next, block: handover.number.toString() });
      expect(standby.chain.head?.number).to.equal(request.head);
      shift += SEAL_KEY_SILENCE + 60n;
      await holds(replica.chain, handover.number + 2n);
      const { seal } = replica.chain.record(Number(handover.number) + 1);
      expect(recoverAddress(sealDigest(domainOf(network), seal), seal.signature)).to.equal(next);
      expect(replica.fault()).to.equal(undefined);

      const log = createLog('test', 'silent');
      expect(lostKeyAtTakeover(standby.chain, own, log)).to.equal(undefined);
      writeLostKey(own, { ...handover, next: STRANGER.address });
      expect(lostKeyAtTakeover(standby.chain, own, log), 'what a living key ended stops nobody').to.equal(undefined);
      writeLostKey(data, handover);
      const besu = { engine: 'besu', besuUrl: 'http://127.0.0.1:9', besuValidator: STRANGER.address };
      expect(await refusal(() => startSealing(data, { port, primaryUrl: standby.url, ...besu }))).to.equal(
        'LOST_KEY_ENGINE',
      );
    } finally {
      await standby[Symbol.asyncDispose]();
      await keeper[Symbol.asyncDispose]();
    }
  });
});
