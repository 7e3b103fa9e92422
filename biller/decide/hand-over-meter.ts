import { InputError } from '../../core/domain/bytes/errors.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Addressee } from '../../core/domain/crypto/envelope.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { MEASURED_WITHIN, PROPOSAL_LIFE } from '../../core/domain/limits.ts';
import { encodeClosing } from '../../core/domain/ownership/closing-content.ts';
import { encodeFrame } from '../../core/domain/reading/frame.ts';
import { sealForBlock, withSelf } from '../../core/domain/resident/author.ts';
import { message, type Intent, type Message } from '../sender.ts';
import type { KeptFrame, Meter } from '../state.ts';
import { addressee, orFault, type DecisionContext } from './decision-context.ts';

const DAY = 86_400n;

/**
 * Proposes that a flat's meter goes to the flat's new subscriber, behind its last frames; the portal has to say the same. Once a day, since a frame that came
 * meanwhile makes the proposal void; not for 30 days once the portal refused it.
 */
export function proposeHandover(context: DecisionContext, meter: Meter, owner: Hex): Intent[] {
  const { state } = context;
  const { meterId } = meter;
  const now = context.now();
  const refused = state.refusedTransfers.get(`${meterId}:${owner}`);
  if (refused !== undefined && now < refused + PROPOSAL_LIFE) {
    context.fault(
      meterId,
      new InputError(
        'HANDOVER_REFUSED',
        `The portal refused to hand meter ${meterId} over to ${owner}. See who lives there.`,
      ),
    );
    return [];
  }
  const age = now - oldestOf(lastFrames(context, meter), now);
  const isMeasured = age <= MEASURED_WITHIN - CLOCKS;
  // A gateway that is only late still tells what the meter shows.
  if (!isMeasured && age < MEASURED_WITHIN + BigInt(Math.floor(context.settings.replaceGrace / 1000))) {
    context.fault(
      meterId,
      new InputError(
        'HANDOVER_WAITS',
        `Meter ${meterId} was read too long ago to hand it over; it is estimated if no frame comes. See its gateway.`,
      ),
    );
    return [];
  }
  return [
    {
      key: `transfer:${meterId}:${owner}:${now / DAY}`,
      make: () => orFault(context, meterId, () => makeHandover(context, { meter, owner, estimated: !isMeasured })),
    },
  ];
}

/** What clocks and two hands may take of the time in which a register is what the meter shows. */
const CLOCKS = 3_600n;

/**
 * The company's half of a handover: the last frame of each register, and what they commit to, sealed for the owners before and after.
 * @throws InputError PARTICIPANT_UNKNOWN, and those of a frame that does not open
 */
export async function makeHandover(
  context: DecisionContext,
  { meter, owner, estimated }: { meter: Meter; owner: Hex; estimated: boolean },
): Promise<Message> {
  const { meterId } = meter;
  const lasts = lastFrames(context, meter);
  const opened = await Promise.all(
    lasts.flatMap(({ obis, frame }) =>
      frame === undefined
        ? []
        : [context.decryptor.frame(frame).then(({ value, blinding }) => ({ obis, value, blinding }))],
    ),
  );
  const place = { ledger: 'meters', kind: 'METER_TRANSFER', subject: meterId } as const;
  const former = meter.owner === owner ? (meter.handovers.at(-1)?.from ?? owner) : meter.owner;
  const envelope = await sealForBlock(
    context,
    place,
    encodeClosing({ registers: opened }),
    readersOf(context, [former, owner]),
  );
  const domain = context.state.domain;
  const closings = lasts.map(({ frame }) => (frame === undefined ? '0x' : toHex(encodeFrame({ ...frame, domain }))));
  return message(place, owner, { meterId, owner, estimated, closings, envelope });
}

/**
 * The company's half of the word that puts an estimated handover right: to the owner that has the meter now, behind registers that were read since.
 * The ledger takes it for ten days.
 * @throws InputError NOT_THE_COMPANY, METER_UNKNOWN, HANDOVER_MEASURED, METER_UNREAD, and what `makeHandover` throws
 */
export async function makeCorrection(context: DecisionContext, meterId: Hex): Promise<Message> {
  const { state } = context;
  if (state.me !== state.company)
    throw new InputError(
      'NOT_THE_COMPANY',
      `Meters are handed over by company and portal; ${state.me} is a provider. Give the settings of the company's biller.`,
    );
  const meter = state.meters.get(meterId);
  if (meter === undefined) throw new InputError('METER_UNKNOWN', `The meter ${meterId} is not in the register.`);
  const last = meter.handovers.at(-1);
  if (last?.estimated !== true)
    throw new InputError(
      'HANDOVER_MEASURED',
      `Meter ${meterId} was not handed over by an estimate: who owns it has it from a register that was read, or from the beginning.`,
    );
  const now = context.now();
  const read = oldestOf(lastFrames(context, meter), now);
  if (now - read > MEASURED_WITHIN)
    throw new InputError(
      'METER_UNREAD',
      `Meter ${meterId} was read last at ${new Date(Number(read) * 1_000).toISOString()}, more than two days ago. Have it read first, within ten days of the handover.`,
    );
  return makeHandover(context, { meter, owner: meter.owner, estimated: false });
}

/** The last frame of each register of a meter, in their order. */
export function lastFrames(
  { state }: DecisionContext,
  { meterId, obis }: Meter,
): { obis: Hex; frame: KeptFrame | undefined }[] {
  return obis.map((code) => ({ obis: code, frame: state.newest.get(channelOf(meterId, code)) }));
}

/** When the meter's registers were read last: of all of them at least then. `now` where none was ever read. */
export function oldestOf(lasts: readonly { frame: KeptFrame | undefined }[], now: bigint): bigint {
  return lasts.reduce((oldest, { frame }) => (frame !== undefined && frame.time < oldest ? frame.time : oldest), now);
}

function readersOf(context: DecisionContext, addresses: readonly Hex[]): Addressee[] {
  const { account } = context;
  const others = [...new Set(addresses)].filter((address) => address !== account.address);
  return withSelf(
    account,
    others.map((address) => addressee(context, address)),
  );
}
