import { Alert, Anchor, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { BillLines } from '../components/bill-lines.tsx';
import { BillStateBadge } from '../components/bill-badge.tsx';
import { CheckPanel, verdictOf } from '../components/check-panel.tsx';
import { PayButton } from '../forms/pay-button.tsx';
import { Empty, Page, sentence } from '../layout/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { SaveLine } from '../forms/save-line.tsx';
import { useFormats, type Formats } from '../components/formats.tsx';
import { useBill } from '../bill-queries.ts';
import { billName } from '../resident/bill-name.ts';
import { outstandingOf } from '../resident/bill-view.ts';
import type { FollowedPayment } from '../../../../core/domain/resident/check/check-paid.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { now } from '../resident/resident.ts';
import { Link } from '../router.tsx';
import { useNames, useSession } from '../session.tsx';
import { billTitle } from './bills.tsx';

export function BillPage({ name }: { name: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <QueryView query={useBill(name)}>
      {(bill) => (bill === null ? <Empty>{t('fault.page')}</Empty> : <Bill bill={bill} />)}
    </QueryView>
  );
}

function Bill({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const { record, report } = bill;
  const issuer = nameOf(record.issuer);
  return (
    <Page
      title={sentence(billTitle(t, formats.month(record.period), report.content?.resource))}
      subtitle={`${t('bills.from', { issuer })} · ${t('bills.due', { date: formats.day(record.dueDate) })}`}
      action={<BillStateBadge bill={bill} />}
    >
      <PayBox bill={bill} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <Stack gap="lg" className="bill-sheet">
          <PrintedHead bill={bill} />
          {report.content && <BillLines content={report.content} report={report} />}
          {report.payments.length > 0 && (
            <Card withBorder padding="lg">
              <Title order={2} size="h4" mb="sm">
                {t('bills.payments')}
              </Title>
              {report.payments.map((payment) => (
                <div key={payment.paymentId} data-payment-state={payment.state}>
                  <Text>
                    {t('bills.paidOn', { amount: formats.money(payment.amount), date: formats.day(payment.paidAt) })}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {paymentWords(t, formats, payment, report.state)}
                  </Text>
                </div>
              ))}
            </Card>
          )}
        </Stack>
        <Stack>
          <CheckPanel bill={bill} issuer={issuer} />
          <Group>
            <SaveLine bill={bill} />
            <Button variant="default" component={Link} href={`/letters?about=${billName(bill)}`}>
              {t('bills.ask')}
            </Button>
          </Group>
        </Stack>
      </SimpleGrid>
      <Anchor component={Link} href="/bills">
        ← {t('bills.title')}
      </Anchor>
    </Page>
  );
}

/** Whose bill it is, on paper: what stands around it on the page is not printed. */
function PrintedHead({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNames();
  const { premise, me } = useSession();
  const { record, report, checked } = bill;
  const lines = [
    t('bills.from', { issuer: nameOf(record.issuer) }),
    `${me.displayName}, ${premise.address}`,
    t('common.account', { number: premise.personalAccount }),
    t('bills.due', { date: formats.day(record.dueDate) }),
    t('bills.number', { number: billName(bill) }),
    ...(checked === undefined ? [] : [t('checks.at', { date: formats.moment(checked.at) })]),
  ];
  return (
    <div className="print-only" data-printed-head>
      <Text fw={700} size="xl">
        {sentence(billTitle(t, formats.month(record.period), report.content?.resource))}
      </Text>
      {lines.map((line) => (
        <Text key={line}>{sentence(line)}</Text>
      ))}
    </div>
  );
}

/** What became of a payment, and what to do where it is not taken. */
function paymentWords(
  t: TFunction,
  formats: Formats,
  { state, answerBy, reason, amount }: FollowedPayment,
  bill: LoadedBill['report']['state'],
): string {
  if (state === 'reversed') {
    const owed = t(`bills.payment.reversedFor.${reason ?? 1}`, { amount: formats.money(amount) });
    // What was paid on a bill that is closed is owed in the account of its contract.
    return bill === 'settled' || bill === 'carried' ? `${owed} ${t('bills.payment.withNextBill')}` : owed;
  }
  const words = t(`bills.payment.${state}`, { date: formats.day(answerBy - 1n) });
  if (state === 'refused') return `${words} ${t(`bills.payment.refusedFor.${reason ?? 4}`)}`;
  return words;
}

function PayBox({ bill }: { bill: LoadedBill }): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { record, report } = bill;
  const owed = outstandingOf(bill, now());
  if (verdictOf(report.checks) === 'alarm') {
    return <Alert color="red.9" variant="filled" title={t('checks.alarm')} role="alert" />;
  }
  if (owed <= 0n || report.content === undefined) return null;
  return (
    <Card withBorder padding="lg">
      <Group justify="space-between" mih={42}>
        <Text>
          {t('pay.text', {
            amount: formats.money(owed),
            resource: t(`resource.${report.content.resource}`),
            period: formats.month(record.period),
          })}
        </Text>
        {bill.checked === undefined ? (
          <Text c="dimmed" role="status" data-unchecked>
            {t('bills.payWhenChecked')}
          </Text>
        ) : (
          <PayButton bill={bill} amount={owed} label={t('bills.pay', { amount: formats.money(owed) })} />
        )}
      </Group>
    </Card>
  );
}
