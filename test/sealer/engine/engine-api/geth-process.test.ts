import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { openBlockLog } from '../../../../sealer/chain/block-log.ts';
import { startGeth } from '../../../../sealer/engine/engine-api/geth-process.ts';
import { connectJsonRpc } from '../../../../sealer/engine/engine-api/json-rpc.ts';
import { tokensOf } from '../../../../sealer/engine/engine-api/jwt.ts';
import { startEngine } from '../../../../sealer/engine/engine-settings.ts';
import { genesisOf } from '../../../../sealer/network/genesis.ts';
import { refusal } from '../../../support/refusal.ts';
import { CHAIN_ID } from '../../support/chains.ts';
import { fakePeer } from '../../support/fake-peer.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('an execution client that cannot be used', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());
  const file = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text, { mode });
    return path;
  };

  it('is one whose program is not there, fails, or finds its folder in use', async () => {
    const { signal } = new AbortController();
    const start = (binary: string, name: string): Promise<unknown> =>
      startGeth({ binary, folder: join(folder.path, name), genesis: genesisOf(CHAIN_ID), signal, attempts: 2 });
    expect(await refusal(() => start(join(folder.path, 'none'), 'a'))).to.equal('GETH_MISSING');
    const failing = file('failing', '#!/bin/sh\necho "Fatal: no such flag" >&2\nexit 1\n', 0o700);
    expect(await refusal(() => start(failing, 'b'))).to.equal('GETH_FAILED');
    const busy = file('busy', '#!/bin/sh\necho "Fatal: datadir already used by another process" >&2\nexit 1\n', 0o700);
    expect(await refusal(() => start(busy, 'c'))).to.equal('GETH_NOT_READY');
  });

  it('is one that the settings do not say how to reach', async () => {
    const { signal } = new AbortController();
    using blocksFolder = tempFolder();
    const blocks = openBlockLog(join(blocksFolder.path, 'blocks.log'));
    const over = {
      domain: { chainId: CHAIN_ID, networkHash: ZERO_32 },
      blocks,
      log: createLog('test', 'silent'),
      signal,
    };
    const none = {
      data: folder.path,
      gethBinary: undefined,
      gethData: undefined,
      engineUrl: undefined,
      snapshotEvery: 0,
      snapshotTransactions: 1,
      snapshotAfter: 1,
      segmentBlocks: 0,
    };
    const settings = {
      ...none,
      engineRpcUrl: undefined,
      jwtFile: undefined,
      besuUrl: undefined,
      besuValidator: undefined,
    };
    for (const engine of ['geth', 'besu'] as const)
      expect(await refusal(() => startEngine({ ...settings, engine }, over))).to.equal('ENGINE_SETTINGS');
  });

  it('is one whose secret is not there or is none, that refuses ours, that fails or does not answer', async () => {
    expect(await refusal(() => tokensOf(join(folder.path, 'none')))).to.equal('JWT_FILE');
    expect(await refusal(() => tokensOf(file('short', '0x11')))).to.equal('JWT_FILE');
    const token = tokensOf(file('jwt', `0x${'11'.repeat(32)}`));
    let status = 401;
    await using client = await fakePeer((_path, response) => response.writeHead(status).end('no'));
    const asked = (url: string): Promise<unknown> =>
      connectJsonRpc({ url, timeoutMs: 5_000, token }).request('eth_chainId', []);
    expect(await refusal(() => asked(client.url))).to.equal('ENGINE_REFUSED');
    status = 500;
    expect(await refusal(() => asked(client.url))).to.equal('ENGINE_UNREACHABLE');
    expect(await refusal(() => asked('http://127.0.0.1:9'))).to.equal('ENGINE_UNREACHABLE');
  });
});
