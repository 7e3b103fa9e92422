import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefusedLate } from '../../../../../core/domain/reading/registers-of.ts';
import type { Meter } from '../../api/schemas.ts';
import { forDrawing } from '../../format/amounts.ts';
import type { HourUse } from '../../resident/daily-use.ts';
import { BarChart } from '../bar-chart.tsx';
import { useFormats } from '../formats.tsx';

/** A day's hours as bars; what came later than its day says so, and what cannot be right is named beside it and counts for nothing. */
export function HoursChart({
  meter,
  hours,
  refused,
}: {
  meter: Meter;
  hours: readonly HourUse[];
  refused: readonly RefusedLate[];
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const unit = formats.unit(meter.unit);
  const textOf = (each: HourUse): string => {
    if (each.used === undefined) return t('readings.hourUnknown');
    const used = `${formats.quantity(each.used, meter)} ${unit}`;
    const over = each.hours > 1 ? t('readings.overHours', { used, hours: String(each.hours) }) : used;
    return each.late ? t('readings.cameLater', { used: over }) : over;
  };
  const late = hours.filter((each) => each.late).map(({ hour }) => `${hour}:00–${hour + 1}:00`);
  return (
    <>
      {hours.length > 0 && (
        <BarChart
          title={`${t('readings.hours')}, ${unit}`}
          bars={hours.map((each) => ({
            label: String(each.hour),
            height: each.used === undefined || each.hours > 1 ? 0 : forDrawing(each.used, meter),
            text: textOf(each),
          }))}
        />
      )}
      {late.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('readings.lateHours', { hours: late.join(', ') })}
        </Text>
      )}
      {refused.map(({ time, value }) => (
        <Text key={String(time)} size="sm" c="orange">
          {t('readings.lateImplausible', {
            time: formats.moment(time),
            value: `${formats.quantity(value, meter)} ${unit}`,
          })}
        </Text>
      ))}
    </>
  );
}
