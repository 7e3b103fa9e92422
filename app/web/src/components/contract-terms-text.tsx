import { List, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractTerms } from '../../../../core/domain/billing/contract-terms.ts';
import { RESOURCE } from '../../../../core/domain/ledger/kinds.ts';
import { loadRates } from '../resident/load/load-rates.ts';
import { now } from '../resident/resident.ts';
import { useNames, useResident } from '../session.tsx';
import { useFormats } from './formats.tsx';

/** The terms of a contract, said so that one can agree to them. */
export function ContractTermsText({ terms }: { terms: ContractTerms }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const unit = formats.unit(Number(terms.unit));
  const upkeep = terms.resource === String(RESOURCE.upkeep);
  return (
    <div>
      <Title order={3} size="h5" mt="md" mb="xs">
        {t('contracts.terms')}
      </Title>
      <Text mb="xs">
        {t('contracts.termsIntro', {
          provider: nameOf(terms.provider),
          resource: t(`resource.${terms.resource}`),
          from: formats.calendarDay(terms.from),
        })}
      </Text>
      <List spacing="xs">
        {terms.meterIds.length > 0 && (
          <List.Item>{t('contracts.termsMeters', { count: terms.meterIds.length })}</List.Item>
        )}
        {terms.zones !== '1' && <List.Item>{t('contracts.termsZones', { count: Number(terms.zones) })}</List.Item>}
        {terms.norm !== null && (
          <List.Item>{t('contracts.termsNorm', { residents: terms.residents, norm: terms.norm, unit })}</List.Item>
        )}
        {terms.norm !== null && terms.installation === 'possible' && (
          <List.Item>{t('contracts.termsInstallation')}</List.Item>
        )}
        {upkeep && <List.Item>{t('contracts.termsArea', { area: terms.area })}</List.Item>}
        <Prices terms={terms} />
        <List.Item>{t('contracts.termsCancel')}</List.Item>
      </List>
    </div>
  );
}

function Prices({ terms }: { terms: ContractTerms }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const zones = terms.zones === '1' ? [0] : Array.from({ length: Number(terms.zones) }, (_, index) => index + 1);
  const rates = useQuery({ queryKey: ['rates', terms.provider], queryFn: () => loadRates(resident, terms.provider) });
  const upkeep = terms.resource === String(RESOURCE.upkeep);
  const scale = { unit: Number(terms.unit), exponent: Number(terms.exponent) };
  return (
    <>
      {zones.map((zone) => {
        const rate = rates.data?.(Number(terms.resource), zone, now());
        const suffix = zone === 0 ? '' : ` (${t(`zone.${zone}`)})`;
        if (rate === undefined)
          return rates.isPending ? null : <List.Item key={zone}>{t('contracts.noPrice') + suffix}</List.Item>;
        return (
          <List.Item key={zone}>
            {upkeep
              ? t('contracts.priceArea', { price: formats.money(rate) })
              : t('contracts.price', { price: formats.price(rate, scale), unit: formats.unit(scale.unit) })}
            {suffix}
          </List.Item>
        );
      })}
    </>
  );
}
