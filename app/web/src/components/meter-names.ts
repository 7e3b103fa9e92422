import { useTranslation } from 'react-i18next';
import type { Meter } from '../api/schemas.ts';

/** "electricity meter", or "cold water meter 2" where a flat has several of one kind. */
export function useMeterNames(meters: readonly Meter[]): (meter: Meter) => string {
  const { t } = useTranslation();
  return (meter) => {
    const kind = meters.filter(({ resource }) => resource === meter.resource);
    const name = t(`meter.${meter.resource}`);
    if (kind.length < 2) return name;
    return t('meter.numbered', { name, number: kind.findIndex(({ meterId }) => meterId === meter.meterId) + 1 });
  };
}
