import { deviceIdOf } from '../../../../core/domain/crypto/device-signature.ts';
import { fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { FLAG, KIND } from '../../../../core/domain/ledger/kinds.ts';
import { ZERO_LINK } from '../../../../core/domain/reading/frame.ts';
import { periodKeyMessage } from '../../../../core/domain/reading/payload.ts';
import { fact, FLAT, rawFact, STRANGER, type CheatingCompany } from './cheating-company.ts';
import { laxLie, type Lie } from './lie.ts';
import {
  DEVICE,
  DOMAIN,
  FIRST,
  frame,
  linkTo,
  METER,
  meterOf,
  OTHER_DEVICE,
  readings,
  register,
  transfer,
} from './metered-flat.ts';

const AFTER_FIRST = linkTo(FIRST);
const OTHER_METER: Hex = `0x${'4f'.repeat(32)}`;

/** What a register of meters knows before a lie about frames. */
type Known = (company: CheatingCompany) => Promise<unknown>;

/** Readings and period keys that no device of the house made so. */
export const frameLies: readonly Lie[] = [
  lie('READINGS_MALFORMED', 'readings end early', metered, () => {
    const { data } = readings([FIRST]);
    return rawFact('readingLedger', KIND.READINGS, toHex(fromHex(data.slice(0, -2))));
  }),
  lie('DEVICE_UNKNOWN', 'readings are of a device that nobody registered', metered, () =>
    readings([FIRST], OTHER_DEVICE),
  ),
  lie('DEVICE_REVOKED', 'readings are of a device that was revoked', revoked, () => readings([FIRST])),
  lie('CHANNEL_UNKNOWN', 'readings are of a channel that no meter has', metered, () =>
    readings([{ ...FIRST, channel: '0x00000000' }]),
  ),
  lie('CHANNEL_NOT_OF_DEVICE', 'readings of a meter are of the device of another', twoDevices, () =>
    readings([FIRST], OTHER_DEVICE),
  ),
  lie('METER_OUT_OF_SERVICE', 'readings are of a meter that was replaced', replaced, () => readings([FIRST])),
  lie('DEVICE_SIGNATURE_INVALID', 'the first frame of a channel is not its first', metered, () =>
    readings([frame(2n, ZERO_LINK)]),
  ),
  lie('DEVICE_SIGNATURE_INVALID', 'frames are left out, and no gap is owned to', metered, () =>
    readings([FIRST, frame(3n, AFTER_FIRST)]),
  ),
  lie('FRAME_SEQUENCE', 'a frame goes back under the name of a gap', metered, () =>
    readings([FIRST, frame(1n, AFTER_FIRST, { flags: FLAG.gap, time: 2_000n })]),
  ),
  lie('DEVICE_SIGNATURE_INVALID', 'a frame follows another than the one before', metered, () =>
    readings([FIRST, frame(2n, ZERO_LINK)]),
  ),
  lie('DEVICE_SIGNATURE_INVALID', 'a frame follows another than the one in the block before', read, () =>
    readings([frame(2n, ZERO_LINK)]),
  ),
  lie(
    'DEVICE_SIGNATURE_INVALID',
    'the frame before a loss is another than the one that the recovery goes on behind',
    lost,
    () => readings([frame(9n, AFTER_FIRST, { flags: FLAG.gap })]),
  ),
  lie('FRAME_TIME', 'a frame is of the same time as the one before', metered, () =>
    readings([FIRST, frame(2n, AFTER_FIRST, { time: FIRST.time })]),
  ),
  lie('DEVICE_SIGNATURE_INVALID', 'readings are signed by another than their device', metered, () =>
    readings([FIRST], DEVICE, OTHER_DEVICE),
  ),
  lie('DEVICE_SIGNATURE_INVALID', 'period keys are signed by another than their device', metered, () =>
    periodKeys(METER, DEVICE, OTHER_DEVICE),
  ),
  lie('DEVICE_UNKNOWN', 'period keys are of a device that nobody registered', metered, () =>
    periodKeys(METER, OTHER_DEVICE),
  ),
  lie('DEVICE_REVOKED', 'period keys are of a device that was revoked', revoked, () => periodKeys(METER)),
  lie('CHANNEL_NOT_OF_DEVICE', 'period keys of a meter are of the device of another', twoDevices, () =>
    periodKeys(METER, OTHER_DEVICE),
  ),
  lie('METER_UNKNOWN', 'period keys are of a meter that nobody registered', metered, () => periodKeys(OTHER_METER)),
  lie('METER_UNKNOWN', 'a meter is replaced that nobody registered', metered, () =>
    fact('meters', 'METER_REPLACE', { oldMeterId: OTHER_METER, newMeterId: METER }),
  ),
  lie('METER_UNKNOWN', 'a meter is handed over that nobody registered', handedOverUnknown, () =>
    transfer(FLAT.address, undefined, { meterId: OTHER_METER, signer: STRANGER }),
  ),
];

function lie(code: string, title: string, known: Known, told: () => SignedBlock): Lie {
  return laxLie(code, title, async (company) => {
    await known(company);
    return company.record(told());
  });
}

async function metered(company: CheatingCompany): Promise<void> {
  await company.record(register(DEVICE));
  await company.record(meterOf(METER, DEVICE));
}

async function handedOverUnknown(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(transfer(FLAT.address, undefined, { meterId: OTHER_METER }));
}

async function twoDevices(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(register(OTHER_DEVICE));
}

async function revoked(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(fact('meters', 'DEVICE_REVOKE', { deviceId: deviceIdOf(DEVICE.key) }));
}

async function replaced(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(meterOf(OTHER_METER, DEVICE));
  await company.record(fact('meters', 'METER_REPLACE', { oldMeterId: METER, newMeterId: OTHER_METER }));
}

async function read(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(readings([FIRST]));
}

/** The device itself sealed another register as the first frame than the one that its honest gap frame follows. */
async function lost(company: CheatingCompany): Promise<void> {
  await metered(company);
  await company.record(readings([{ ...FIRST, commitment: frame(3n, AFTER_FIRST).commitment }]));
}

export function periodKeys(meterId: Hex, device = DEVICE, signer = device): SignedBlock {
  const announced = { deviceId: deviceIdOf(device.key), meterId, period: 202610, envelope: '0x01' as const };
  const deviceSignature = toHex(signer.sign(periodKeyMessage({ domain: DOMAIN, ...announced })));
  return fact('readingLedger', 'PERIOD_KEYS', { ...announced, deviceSignature });
}
