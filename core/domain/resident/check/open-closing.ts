import { opens } from '../../crypto/commitment.ts';
import { isLostKeyCode } from '../../crypto/lost-key.ts';
import { InputError } from '../../bytes/errors.ts';
import { toHex } from '../../bytes/hex.ts';
import type { Network } from '../../ledger/network.ts';
import { encodeFrame } from '../../reading/frame.ts';
import type { FrameContent } from '../../reading/open-frame.ts';
import type { OwnFrame } from '../../reading/open-readings.ts';
import { carriedBy } from '../../sealed/carried-envelope.ts';
import { readSealed } from '../../sealed/sealed-content.ts';
import { readRecorded, same } from '../recorded.ts';
import type { Recorded } from '../recorded.ts';
import type { MeterEvidence } from './check-frames.ts';
import type { BillCase } from './bill-evidence.ts';

/**
 * What a frame commits to, out of the handover behind it: a new owner has no key of the frames before, and gets the closing registers alone. Undefined where no
 * handover of the company names the frame or tells this account.
 * @throws InputError CLOSING_NOT_OPENED where the company sealed another value than the frame commits to, KEY_LOST and WRAP_AGAIN_WRONG where what it sealed stays
 * closed, and those of `readRecorded`
 */
export async function openClosing(
  { network, account }: Pick<BillCase, 'network' | 'account'>,
  meters: readonly MeterEvidence[],
  own: OwnFrame,
): Promise<Pick<FrameContent, 'value' | 'blinding'> | undefined> {
  const bytes = toHex(encodeFrame(own.frame));
  let lost: InputError | undefined;
  for (const recorded of meters.flatMap(({ handovers }) => handovers ?? [])) {
    const data = readHandover(network, recorded);
    if (!same(data.meterId, own.meterId) || !data.closings.some((frame) => same(frame, bytes))) continue;
    const carried = carriedBy(recorded.signed, data);
    const sealed = await readSealed({ network, account, kind: 'METER_TRANSFER', carried });
    const found =
      sealed.state === 'opened' ? sealed.content.registers.find(({ obis }) => same(obis, own.obis)) : undefined;
    if (sealed.state === 'closed' && isLostKeyCode(sealed.code)) lost = new InputError(sealed.code, sealed.message);
    if (found === undefined) continue;
    const { value, blinding } = found;
    if (!opens(own.frame.commitment, value, blinding))
      throw new InputError(
        'CLOSING_NOT_OPENED',
        `The handover of meter ${own.meterId} shows another register than frame ${own.frame.sequence} commits to.`,
      );
    return { value, blinding };
  }
  if (lost !== undefined) throw lost;
  return undefined;
}

function readHandover(network: Network, recorded: Recorded) {
  return readRecorded({
    network,
    recorded,
    kind: 'METER_TRANSFER',
    from: network.company,
    ledgers: [network.contracts.meters],
  });
}
