import { expect } from 'chai';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { mirrorBlock } from '../../../../oracle/collector/relay/mirror-register.ts';
import { refusal } from '../../../support/refusal.ts';
import { idOfMeter } from '../../support/metering.ts';
import { makePair } from '../../support/pair.ts';
import type { RecordedBlock } from '../../../../core/chain/follow.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Pair } from '../../support/pair.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

describe('the collector’s copy of the registers', () => {
  let pair: Pair;
  beforeEach(() => {
    pair = makePair();
    pair.registerAll();
  });
  afterEach(() => pair.dispose());

  it('refuses a request in an encoding that no ledger takes, and mirrors the one that it takes', async () => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('an empty house');
    const request = encodeData('READING_REQUEST', {
      meterId: idOfMeter(meter),
      manual: false,
      dueDate: 4_000_000_000n,
    });
    const recorded = (data: Hex, digest: Hex): RecordedBlock => ({
      ...signBlock({
        domain: domainOf(pair.network),
        ledger: pair.network.contracts.readingLedger,
        signer: pair.actors.owner,
        to: pair.network.company,
        kind: KIND.READING_REQUEST,
        subject: ZERO_32,
        data,
        timestamp: 1_790_000_000n,
      }),
      blockNumber: 1_000n,
      logIndex: 0,
      blockTimestamp: 1_790_000_000n,
      transactionHash: ZERO_32,
      ledgerName: 'readingLedger',
      digest,
      position: 1n,
      head: ZERO_32,
    });
    const padded = recorded(`${request}00`, `0x${'01'.repeat(32)}`);
    expect(await refusal(() => mirrorBlock(pair.inbox, padded, pair.network))).to.equal('DATA_MALFORMED');
    expect(mirrorBlock(pair.inbox, recorded(request, `0x${'02'.repeat(32)}`), pair.network)).to.equal('request');
  });
});
