import { join } from 'node:path';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { channelOf, meterIdOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { openGatewayReader } from '../../../oracle/gateway/store/gateway-reader.ts';
import { startOfLocalDate } from '../../../core/domain/billing/period.ts';
import { monthText } from '../../../biller/engine/span.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { successorOf } from '../../../sandbox/meters/sample-house.ts';
import { telegramLines } from '../../../sandbox/meters/write-spool.ts';
import { plannedMeter } from '../house-plan.ts';
import { addMeter } from '../meter-files.ts';
import { meterSaltOf } from '../meter-entries.ts';
import { planReplacement } from '../replacement.ts';
import { countMonth, writeSpoolFile, type Counting } from './count-month.ts';
import type { Past } from './past.ts';
import { rolesOf, seededHouse, type seededProfiles } from './seeded-house.ts';

const MIDDLE = 15;
const HOUR = 3_600n;

/** The first half of a month in which a meter is taken away, and the new one at its place. @returns when the rest of the month begins */
export async function replaceMeter(
  past: Past,
  counting: Counting,
  args: { period: number; spoolDir: string } & ReturnType<typeof seededProfiles>,
): Promise<bigint> {
  const { plan, spec, timeZone } = past;
  const { house } = seededHouse(spec, false);
  const old = house.meters.find(({ flat, resource }) => flat === rolesOf(spec).replaced && resource === 'electricity');
  if (old === undefined) throw new Error('the house has no meter to replace');
  const noon = startOfLocalDate(`${monthText(args.period)}-${MIDDLE}`, timeZone) + 12n * HOUR;
  past.moveTo(noon + HOUR);
  countMonth({ ...args, house, counting, until: noon, timeZone, isDaily: false });
  const companyDir = join(plan.dataDir, 'biller-company');
  const gatewayDir = join(plan.dataDir, 'gateway');
  await past.until('the old meter was read', () => {
    using reader = openGatewayReader(join(gatewayDir, 'gateway.sqlite'));
    const channel = channelOf(past.meterIds.get(old.name) ?? ZERO_32, obisFromText(old.obis[0] ?? ''));
    return reader.newest(channel)?.time === noon ? true : undefined;
  });
  const successor = successorOf(old);
  const planned = plannedMeter(successor);
  const files = { company: join(companyDir, 'meters.json'), gateway: join(gatewayDir, 'meters.json') };
  const meterId = meterIdOf(meterSaltOf(companyDir), planned.manufacturer, planned.serial);
  past.meterIds.set(successor.name, meterId);
  const meter = { ...planned, cadence: 'each' as const };
  const now = Number(noon + 60n);
  addMeter(files, planReplacement({ files, gatewayDir, oldMeter: old.name, meter, meterId, final: [], now }));
  counting.registers.set(successor.name, [...successor.start]);
  const after = { ...house, meters: [successor] };
  await past.until('the new meter is registered', () =>
    past.view.ofKind('METER_REGISTER').some(({ data }) => decodeData('METER_REGISTER', data).meterId === meterId)
      ? true
      : undefined,
  );
  writeSpoolFile(args.spoolDir, `past-${noon}-new`, telegramLines(after, counting.registers, noon + 120n, 0));
  await past.until('the new meter took its place', () =>
    past.view.ofKind('METER_REPLACE').some(({ data }) => decodeData('METER_REPLACE', data).newMeterId === meterId)
      ? true
      : undefined,
  );
  return noon;
}
