import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BillContent, BillMeteredLine } from '../../../../core/domain/billing/bill.ts';
import { lineText } from '../../../../core/domain/billing/line-text.ts';
import { counts } from '../../../../core/domain/billing/payables/payable-book.ts';
import type { BillReport } from '../../../../core/domain/resident/check/check-bill.ts';
import type { RatePart } from '../../../../core/domain/billing/rates/rate-over.ts';
import type { RegisterScale } from '../format/amounts.ts';
import { useFormats } from './formats.tsx';
import type { Formats } from './formats.tsx';
import { sentence } from '../layout/page.tsx';

/** A bill's lines with the arithmetic written out. */
export function BillLines({ content, report }: { content: BillContent; report: BillReport }): ReactElement {
  const { t, i18n } = useTranslation();
  const language = i18n.language.startsWith('ru') ? 'ru' : 'en';
  const formats = useFormats();
  const account = BigInt(content.account.amount);
  const paid = report.payments
    .filter(({ state }) => counts(state) || state === 'recorded')
    .reduce((sum, payment) => sum + payment.amount, 0n);
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="lines-title">
      <Title order={2} size="h4" mb="md" id="lines-title">
        {t('bills.lines')}
      </Title>
      <Stack gap="md">
        {content.metered.map((line, index) => (
          <MeteredLine
            key={`${line.meterId}${line.obis}${line.openSequence}`}
            line={line}
            resource={content.resource}
            rateParts={report.lineRates?.[index]?.parts ?? []}
          />
        ))}
        {content.declared.map((line, index) => (
          <Line key={index} title={t(`bills.label.${line.label}`)} amount={BigInt(line.amount)}>
            {line.label !== '1' && <Text size="sm">{lineText(line, language)}</Text>}
            {line.derivation && (
              <Text size="sm" c="dimmed" data-testid="derivation">
                {t('bills.derivation', {
                  formula: line.derivation.formula,
                  act: formats.law(line.derivation.act),
                  point: formats.law(line.derivation.point),
                })}
              </Text>
            )}
          </Line>
        ))}
        {account !== 0n && (
          <Line title={t(account > 0n ? 'bills.account.debt' : 'bills.account.credit')} amount={account}>
            {t('bills.account.text')}
          </Line>
        )}
        <Group
          justify="space-between"
          wrap="nowrap"
          pt="sm"
          style={{ borderTop: '2px solid var(--mantine-color-default-border)' }}
        >
          <Text fw={700}>{t('bills.total')}</Text>
          <Text fw={700} size="lg" data-testid="bill-total">
            {formats.money(BigInt(content.total))}
          </Text>
        </Group>
        {paid > 0n && <Line title={t('bills.paidSoFar')} amount={-paid} />}
        {paid > 0n && report.outstanding !== undefined && (
          <Line title={t('bills.outstanding')} amount={report.outstanding} />
        )}
      </Stack>
    </Card>
  );
}

function MeteredLine({
  line,
  resource,
  rateParts,
}: {
  line: BillMeteredLine;
  resource: string;
  /** Checked against the provider's signed rates. */
  rateParts: readonly RatePart[];
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const scale = { unit: Number(line.unit), exponent: Number(line.exponent) };
  const unit = formats.unit(scale.unit);
  const price = formats.price(BigInt(line.rate), scale);
  const amount = BigInt(line.amount);
  const title =
    line.zone === '0'
      ? t(`resource.${resource}`)
      : t('bills.meteredLine', { resource: t(`resource.${resource}`), zone: t(`zone.${line.zone}`) });
  return (
    <Line title={sentence(title)} amount={amount}>
      <Text size="sm" c="dimmed">
        {t('bills.readingsFrom', { from: formats.day(BigInt(line.openTime)), to: formats.day(BigInt(line.closeTime)) })}
      </Text>
      <Text size="sm" data-testid="arithmetic">
        {t('bills.arithmetic', {
          after: formats.quantity(BigInt(line.closeValue), scale),
          before: formats.quantity(BigInt(line.openValue), scale),
          price: t('bills.perUnit', { price, unit }),
          sum: formats.money(amount),
        })}
      </Text>
      {rateParts.length > 1 && (
        <Text size="sm" c="dimmed" data-testid="rate-changed">
          {t('bills.rateChanged', { parts: priceParts(formats, rateParts, scale) })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('bills.used')}: {formats.quantity(BigInt(line.volume), scale)} {unit}
      </Text>
    </Line>
  );
}

/** The prices of which a line's is the mean, and on how much of its time each held. */
function priceParts(formats: Formats, parts: readonly RatePart[], scale: RegisterScale): string {
  const whole = parts.reduce((sum, { seconds }) => sum + seconds, 0n);
  return parts
    .map(({ rate, seconds }) => `${formats.price(rate, scale)} × ${formats.share(seconds, whole)}`)
    .join(' + ');
}

function Line({ title, amount, children }: { title: string; amount: bigint; children?: ReactNode }): ReactElement {
  const formats = useFormats();
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div>
        <Text fw={600}>{title}</Text>
        {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
      </div>
      <Text style={{ whiteSpace: 'nowrap' }}>{formats.money(amount)}</Text>
    </Group>
  );
}
