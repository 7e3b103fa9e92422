import { Card, Group, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { BillStateBadge, BillVerdictBadge } from '../components/bill-badge.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { useFormats } from '../components/formats.tsx';
import { useBills } from '../bill-queries.ts';
import { billName } from '../resident/bill-name.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { Link } from '../router.tsx';
import { useNames } from '../session.tsx';

export function BillsPage(): ReactElement {
  const { t } = useTranslation();
  const bills = useBills();
  return (
    <Page title={t('bills.title')}>
      <QueryView query={bills}>
        {(list) => (list.length === 0 ? <Empty>{t('bills.none')}</Empty> : <BillList bills={list} />)}
      </QueryView>
    </Page>
  );
}

function BillList({ bills }: { bills: readonly LoadedBill[] }): ReactElement {
  return (
    <Stack component="ul" gap="sm" p={0} style={{ listStyle: 'none' }}>
      {bills.map((bill) => (
        <li key={bill.record.invoiceId}>
          <BillCard bill={bill} />
        </li>
      ))}
    </Stack>
  );
}

function BillCard({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const { record, report, checked } = bill;
  const total = report.opened?.total ?? (report.content && BigInt(report.content.total));
  return (
    <Card component={Link} href={`/bills/${billName(bill)}`} withBorder padding="md" data-bill={billName(bill)}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{sentence(billTitle(t, formats.month(record.period), report.content?.resource))}</Text>
          <Text size="sm" c="dimmed">
            {t('bills.from', { issuer: nameOf(record.issuer) })} ·{' '}
            {t('bills.due', { date: formats.day(record.dueDate) })}
          </Text>
        </div>
        <Stack gap={6} align="flex-end">
          <Text fw={700} size="lg" style={{ whiteSpace: 'nowrap' }}>
            {total !== undefined ? formats.money(total) : checked === undefined ? '…' : t('bills.notOpened')}
          </Text>
          <Group gap={6} justify="flex-end">
            <BillVerdictBadge bill={bill} />
            <BillStateBadge bill={bill} />
          </Group>
        </Stack>
      </Group>
    </Card>
  );
}

/** "Electricity, October 2026", or the month alone while the bill does not open. */
export function billTitle(t: TFunction, period: string, resource: string | undefined): string {
  return resource === undefined ? period : t('bills.for', { resource: t(`resource.${resource}`), period });
}
