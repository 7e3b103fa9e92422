import { join } from 'node:path';
import { expect } from 'chai';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { startKeeper, type RunningKeeper } from '../../../sealer/keeper/main.ts';
import { writeLostKey } from '../../../sealer/lost-key/lost-key-file.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaOf } from '../../app/watchdog/support.ts';
import { companySettings, movedClock, STRANGER, SUBSCRIBER } from '../support/company.ts';
import { holds, stopHeld } from '../support/holds.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { loseSealKey } from './support/lose-seal-key.ts';

const SIGNAL = new AbortController().signal;
const WITNESSES = [STRANGER, SUBSCRIBER];

describe('a keeper whose key of the seal is lost', () => {
  it('goes on with the named key, which stands in its folder', async () => {
    using folder = tempFolder();
    const [data, keys] = [join(folder.path, 'sealer'), join(folder.path, 'keeper')];
    let shift = 0n;
    const now = (): number => Date.now() + Number(shift) * 1000;
    const witnesses = JSON.stringify(WITNESSES.map(({ address }) => ({ key: address, owner: address })));
    const startKeeping = (): Promise<RunningKeeper> => startKeeper(keeperSettingsOf(keys), SIGNAL);
    const startSealing = (by: RunningKeeper, port = 0): Promise<RunningSealer> => {
      const over = { port, witnesses, heartbeat: '1s', alone: true, keeper: by.url, keeperToken: by.tokenFile };
      return startSealer(companySettings(data, over), SIGNAL, movedClock(now));
    };
    let keeper = await startKeeping();
    let sealer = await startSealing(keeper);
    const { network, url } = sealer;
    await using replica = await startReplica(replicaOf(join(folder.path, 'replica'), url), SIGNAL, now);
    shift += WITNESS_STANDING + 60n;
    await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 1n);
    await stopHeld(sealer, replica);
    await keeper[Symbol.asyncDispose]();

    const { request, handover, next } = await loseSealKey({
      ...{ keys, url: replica.url, network, now },
      witnesses: WITNESSES,
    });
    writeLostKey(data, handover);
    keeper = await startKeeping();
    sealer = await startSealing(keeper, Number(new URL(url).port));
    try {
      expect(sealer.chain.head?.number).to.equal(request.head);
      shift += SEAL_KEY_SILENCE + 60n;
      await holds(replica.chain, handover.number + 2n);
      const { seal } = replica.chain.record(Number(handover.number) + 1);
      expect(recoverAddress(sealDigest(domainOf(network), seal), seal.signature)).to.equal(next);
      expect(replica.fault()).to.equal(undefined);
    } finally {
      await sealer[Symbol.asyncDispose]();
      await keeper[Symbol.asyncDispose]();
    }
  });
});
