import { expect } from 'chai';
import { headerHash } from '../../core/domain/seal/block-record.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { connectJsonRpc } from '../../sealer/engine/engine-api/json-rpc.ts';
import { connectQbft } from '../../sealer/engine/qbft/connect-qbft.ts';

const BLOCKS = 5n;

describe('the QBFT engine over a running Besu', function () {
  const { BESU_URL: url, BESU_VALIDATOR: validator } = process.env;

  it('reads its next blocks, whose hashes and commit seals are right', async function () {
    if (url === undefined || validator === undefined) {
      console.log(
        'skipped: "the QBFT engine over a running Besu": set BESU_URL and BESU_VALIDATOR (network/besu/README.md)',
      );
      return this.skip();
    }
    const chainId = BigInt(String(await connectJsonRpc({ url, timeoutMs: 5_000 }).request('eth_chainId', [])));
    const place = { url, validator: parseHex(validator, 'BESU_VALIDATOR', 20), chainId };
    const patience = { pollMs: 100, patienceMs: 30_000, signal: new AbortController().signal };
    await using engine = await connectQbft({ ...place, ...patience });
    await engine.settle(await engine.head());
    for (let i = 0n; i < BLOCKS; i++) {
      await engine.prepare?.([]);
      const made = await engine.produce({ timestamp: 0n, prevRandao: '0x', transactions: [] });
      expect(headerHash(made.header)).to.equal(made.blockHash);
      await engine.settle(made);
    }
  });
});
