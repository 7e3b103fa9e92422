import { localDate } from '../../../../core/domain/billing/period.ts';
import { channelOf, obisToText } from '../../../../core/domain/ledger/ids.ts';
import { TRUST } from '../../../../core/domain/ledger/kinds.ts';
import type { Meter } from '../../../../biller/state.ts';
import { resourceNameOf } from '../../arguments.ts';
import { flatName, residentName, type List, type ListRow, type Looking } from './list-row.ts';

/** For `request-reading` and `offer`, which take a meter. A provider's are those that it bills, the company's all of the house. */
export const meters: List = {
  rows(looking) {
    const { state } = looking.context;
    const own = [...state.meters.values()].filter(
      ({ provider }) => state.me === state.company || provider === state.me,
    );
    return own.map((meter, index) => rowOf(looking, meter, index + 1));
  },
};

/** Whether only its owner can read it. */
export function isByHand({ context }: Looking, { deviceId }: Meter): boolean {
  return context.state.devices.get(deviceId)?.trustClass === TRUST.manual;
}

function rowOf(looking: Looking, meter: Meter, number: number): ListRow {
  const { state, network, now } = looking.context;
  const dayOf = (time: bigint): string => localDate(time, network.timeZone);
  const registers = meter.obis.map((obis) => {
    const head = state.heads.get(channelOf(meter.meterId, obis));
    return { register: obisToText(obis), heard: head === undefined ? '' : dayOf(head.time) };
  });
  const [resource, byHand] = [resourceNameOf(meter.resource), isByHand(looking, meter)];
  const revoked = state.devices.get(meter.deviceId)?.revoked === true;
  const verifiedUntil = dayOf(meter.verifiedUntil);
  const replaced = meter.replacedBy !== undefined;
  const overdue = !replaced && meter.verifiedUntil < now();
  const heard =
    registers
      .map((one) => one.heard)
      .sort()
      .at(-1) ?? '';
  const notes = [
    byHand ? 'read by hand' : 'read by its gateway',
    ...(revoked ? ["its device's key was ended"] : []),
    replaced ? 'replaced' : `verified until ${verifiedUntil}${overdue ? ', over' : ''}`,
    heard === '' ? 'never heard of' : `heard of on ${heard}`,
  ];
  return {
    number,
    id: meter.meterId,
    open: overdue,
    flat: flatName(looking, meter.owner),
    owner: meter.owner,
    provider: meter.provider,
    device: meter.deviceId,
    deviceRevoked: revoked,
    resource,
    byHand,
    verifiedUntil,
    replacedBy: meter.replacedBy,
    heard,
    registers,
    line: `${resource} of ${residentName(looking, meter.owner)}: ${notes.join(', ')}`,
  };
}
