import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { zoneOfObis } from '../../../../core/domain/billing/rates/tariff.ts';
import { forDrawing } from '../format/amounts.ts';
import { dailyUse } from '../resident/daily-use.ts';
import type { MeterReadings } from '../resident/load/load-readings.ts';
import { useSession } from '../session.tsx';
import { BarChart } from './bar-chart.tsx';
import { useFormats } from './formats.tsx';
import { sentence } from '../layout/page.tsx';

/** A meter's use day by day: its total register, or the sum of its zones where it has no total; nothing while there are no days to show. */
export function UseChart({ meter, name }: { meter: MeterReadings; name: string }): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { network } = useSession();
  const totals = meter.registers.filter(({ obis, readings }) => zoneOfObis(obis) === 0 && readings.length > 0);
  const registers = totals.length > 0 ? totals : meter.registers;
  const days = new Map<string, { time: bigint; used: bigint }>();
  for (const { readings } of registers) {
    for (const { day, time, used } of dailyUse(readings, (at) => localDate(at, network.timeZone))) {
      days.set(day, { time, used: (days.get(day)?.used ?? 0n) + used });
    }
  }
  const unit = formats.unit(meter.meter.unit);
  const bars = [...days.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { time, used }]) => ({
      label: formats.shortDay(time),
      height: forDrawing(used, meter.meter),
      text: `${formats.quantity(used, meter.meter)} ${unit}`,
    }));
  if (bars.length === 0) return null;
  return <BarChart title={t('readings.chart', { meter: sentence(name), unit })} bars={bars} />;
}
