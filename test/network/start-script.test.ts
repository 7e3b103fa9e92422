import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { freePorts } from '../../scripts/world/free-ports.ts';
import { readAnswer } from '../../sealer/engine/engine.ts';
import { startCompany } from '../sealer/support/company.ts';
import { waitFor } from '../support/wait-for.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { gethOrSkip } from './support/geth.ts';

const SCRIPT = fileURLToPath(new URL('../../network/geth/start.sh', import.meta.url));

describe('go-ethereum started by network/geth/start.sh', function () {
  it('is the engine of a sealer that is told its addresses, across starts of the sealer', async function () {
    const binary = gethOrSkip(this);
    using folder = tempFolder();
    const gethData = join(folder.path, 'geth');
    const [rpcPort, enginePort] = await freePorts(2);
    const env = { ...process.env, RPC_PORT: String(rpcPort), ENGINE_PORT: String(enginePort) };
    const geth = spawn('sh', [SCRIPT, gethData, binary], { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => geth.once('exit', resolve));
    try {
      const jwtFile = join(gethData, 'jwt.hex');
      await waitFor('that the script makes the secret', () => existsSync(jwtFile) || undefined);
      const places = {
        engineUrl: `http://127.0.0.1:${enginePort}`,
        engineRpcUrl: `http://127.0.0.1:${rpcPort}`,
        jwtFile,
      };
      for (const _ of [1, 2]) {
        await using sealer = await startCompany(join(folder.path, 'sealer'), { engine: 'geth', ...places });
        expect(sealer.chain.head?.number).to.equal(1n);
        const { participants } = sealer.network.contracts;
        const code = readAnswer(await sealer.chain.answer('eth_getCode', [participants, 'safe']));
        expect(String(code).length).to.be.greaterThan(1000);
      }
    } finally {
      geth.kill('SIGTERM');
      await ended;
    }
  });
});
