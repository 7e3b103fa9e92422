import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { connectEngineApi } from '../../../../sealer/engine/engine-api/connect-engine-api.ts';
import { RpcError } from '../../../../sealer/engine/engine.ts';
import { refusal } from '../../../support/refusal.ts';
import { CHAIN_ID, grow, openTestChain, SEALER } from '../../support/chains.ts';
import { fakePeer, sendJson } from '../../support/fake-peer.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A client that answers each block that it is given with this error. */
function failing(error: { code: number; message: string }) {
  return fakePeer((_path, response) => {
    let text = '';
    response.req.setEncoding('utf8').on('data', (part: string) => (text += part));
    response.req.on('end', () => {
      const { method } = JSON.parse(text) as { method: string };
      if (method === 'engine_newPayloadV4') return sendJson(response, { jsonrpc: '2.0', id: 1, error });
      const results: Record<string, unknown> = {
        eth_chainId: `0x${CHAIN_ID.toString(16)}`,
        eth_getBlockByNumber: { number: '0x0', hash: ZERO_32 },
      };
      sendJson(response, { jsonrpc: '2.0', id: 1, result: results[method] ?? null });
    });
  });
}

describe('engine over the Engine API', () => {
  it('takes a block for wrong that the client calls malformed, and no block for an error of the client', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 1);
    const record = chain.record(1);
    const block = { ...record, blockHash: record.seal.blockHash };
    const jwtFile = join(folder.path, 'jwt');
    writeFileSync(jwtFile, `0x${'11'.repeat(32)}`);
    const replay = async (code: number, header: Hex = block.header): Promise<void> => {
      await using client = await failing({ code, message: 'no' });
      const place = { engineUrl: client.url, rpcUrl: client.url, jwtFile };
      await using engine = await connectEngineApi({ place, chainId: CHAIN_ID, signal: new AbortController().signal });
      await engine.replay({ ...block, header });
    };
    expect(await refusal(() => replay(-32602))).to.equal('EXECUTION_MISMATCH');
    expect(await refusal(() => replay(-32000, '0xc0'))).to.equal('EXECUTION_MISMATCH');
    const failed = await replay(-32000).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(RpcError);
  });
});
