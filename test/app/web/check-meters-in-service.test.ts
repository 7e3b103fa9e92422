import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import { checkMetersInService } from '../../../app/web/src/resident/act/check-meters-in-service.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { actors, METER, meterRecord } from '../../core/domain/resident/bill-fixture.ts';
import { refusal } from '../../support/refusal.ts';

const OTHER: Hex = `0x${'4f'.repeat(32)}`;

describe('a contract that the page is about to sign', () => {
  const { digest, position, signed } = meterRecord();
  const before = (replacedBy: Hex | null) => ({
    api: createApi({
      fetch: async () =>
        Response.json({
          meters: [
            {
              meterId: METER,
              provider: actors.provider.address,
              resource: 1,
              unit: 1,
              exponent: 0,
              deviceId: OTHER,
              obis: [],
              replacedBy,
              device: null,
              recorded: {
                digest,
                position: position.toString(),
                blockNumber: 1,
                blockTimestamp: '1',
                ...signedBlockToJson(signed),
              },
              revocation: null,
              replacement: null,
              handovers: [],
              isOwn: true,
            },
          ],
          words: [],
        }),
    }),
  });

  it('is refused where it names a meter that was replaced, and no other one', async () => {
    expect(await refusal(() => checkMetersInService(before(OTHER), [METER]))).to.equal('CONTRACT_METER_REPLACED');
    await checkMetersInService(before(null), [METER]);
    await checkMetersInService(before(OTHER), [OTHER]);
  });
});
