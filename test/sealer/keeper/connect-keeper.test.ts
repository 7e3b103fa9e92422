import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { headOf } from '../../../sealer/http/read-routes.ts';
import { connectKeeper } from '../../../sealer/keeper/connect-keeper.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { readToken } from '../../../core/runtime/access/bearer-token.ts';
import { catchUpWithKeeper } from '../../../sealer/standby/catch-up.ts';
import { refusal } from '../../support/refusal.ts';
import { openTestChain } from '../support/chains.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a keeper as its sealers see it', () => {
  const { signal } = new AbortController();
  const token = '0'.repeat(64);

  it('is not asked with a token of a few characters', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'token');
    writeFileSync(file, 'secret\n');
    expect(await refusal(() => readToken(file))).to.equal('TOKEN_SHORT');
  });

  it('is away where nobody answers, or answers 500', async () => {
    await using broken = await fakePeer((_path, response) => response.writeHead(500).end('{}'));
    for (const url of [broken.url, 'http://127.0.0.1:9'])
      expect(await refusal(() => connectKeeper({ url, token, signal }).state())).to.equal('KEEPER_UNREACHABLE');
  });

  it('gives no block that it did not sign', async () => {
    using folder = tempFolder();
    await using keeper = await startKeeper(keeperSettingsOf(folder.path), signal);
    const client = connectKeeper({ url: keeper.url, token: readToken(keeper.tokenFile), signal });
    expect(await refusal(() => client.record(7n))).to.equal('RECORD_NOT_FOUND');
  });

  it('holds up a standby whose log ends before the blocks that the keeper still has', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path);
    expect(await refusal(() => headOf(chain))).to.equal('NO_BLOCK_YET');
    await using keeper = await fakePeer((path, response) => {
      if (path === '/v1/state')
        return sendJson(response, { term: '1', holder: null, last: { number: '9', sealHash: ZERO_32 }, keys: [] });
      response.statusCode = 404;
      sendJson(response, { code: 'RECORD_NOT_FOUND', detail: 'gone' });
    });
    const client = connectKeeper({ url: keeper.url, token, signal });
    expect(await refusal(() => catchUpWithKeeper(chain, client))).to.equal('STANDBY_BEHIND');
  });
});
