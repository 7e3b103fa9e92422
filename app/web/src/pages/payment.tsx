import { Alert, Button, Card, Group, Loader, Stack, Stepper, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { same } from '../../../../core/domain/resident/recorded.ts';
import { orderSchema } from '../api/schemas.ts';
import type { Order } from '../api/schemas.ts';
import { verdictOf } from '../components/check-panel.tsx';
import { Mismatches } from '../history/mismatches.tsx';
import { useFormats } from '../components/formats.tsx';
import { Icon } from '../components/icons.tsx';
import { PayButton } from '../forms/pay-button.tsx';
import { Page } from '../layout/page.tsx';
import { Slow } from '../layout/slow.tsx';
import { QueryView } from '../components/query-view.tsx';
import { useBills } from '../bill-queries.ts';
import { billName } from '../resident/bill-name.ts';
import { outstandingOf } from '../resident/bill-view.ts';
import { now } from '../resident/resident.ts';
import { Link } from '../router.tsx';
import { useResident } from '../session.tsx';

const STATES = ['initiated', 'pending', 'settled', 'recorded'] as const;
const ENDED = ['recorded', 'failed', 'mismatch'] as const;
const POLL_MS = 1000;
/** In front of the bank's own words. */
const REFUSED = 'BANK_REFUSED: ';

/** Where the bank sends the resident back to. */
export function PaymentPage({ orderId }: { orderId: string }): ReactElement {
  const { t } = useTranslation();
  const { api } = useResident();
  const order = useQuery({
    queryKey: ['order', orderId],
    queryFn: () => api.get(`/api/payments/${encodeURIComponent(orderId)}`, orderSchema),
    refetchInterval: ({ state: { data } }) => (ENDED.some((state) => state === data?.state) ? false : POLL_MS),
  });
  return (
    <Page title={t('pay.title')}>
      <QueryView query={order}>{(data) => <Progress order={data} />}</QueryView>
    </Page>
  );
}

function Progress({ order }: { order: Order }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const queries = useQueryClient();
  const bills = useBills();
  const recorded = order.state === 'recorded' && !order.isReversed;
  useEffect(() => {
    if (!recorded) return;
    void queries.invalidateQueries({ queryKey: ['bills'] });
    void queries.invalidateQueries({ queryKey: ['bill'] });
  }, [recorded, queries]);
  const bill = bills.data?.find(({ record }) => same(record.invoiceId, order.invoiceId));
  const isRight =
    bill?.checked !== undefined && bill.report.content !== undefined && verdictOf(bill.report.checks) !== 'alarm';
  const owed = isRight ? outstandingOf(bill, now()) : 0n;
  // By the payer, on the bank's page; the bank's own refusal has its reason in words.
  const isReturned = order.state === 'mismatch' && order.mismatches.every(({ state }) => state === 'returned');
  const wasCancelled = order.state === 'failed' && order.failure === 'CANCELLED';
  return (
    <Card withBorder padding="xl" data-order-state={order.state}>
      <Stack>
        {order.isReversed && (
          <Alert color="red" title={t('pay.reversed')} role="alert" data-reversed>
            {t('pay.reversedText', { amount: formats.money(order.amount) })}
          </Alert>
        )}
        <Mismatches order={order} />
        {order.state === 'mismatch' ? null : wasCancelled ? (
          <Alert color="yellow" title={t('pay.cancelled')} role="status" data-cancelled>
            {t('pay.cancelledText')}
          </Alert>
        ) : order.state === 'failed' ? (
          <Alert color="red" title={t('pay.states.failed')} role="alert">
            {t('pay.failedText')}
            {order.failure?.startsWith(REFUSED) &&
              ` ${t('pay.reason', { reason: order.failure.slice(REFUSED.length) })}`}
          </Alert>
        ) : (
          <Stepper
            active={STATES.findIndex((state) => state === order.state) + 1}
            orientation="vertical"
            size="sm"
            color="teal.8"
            completedIcon={<Icon name="check" size={16} />}
          >
            {STATES.map((state) => (
              <Stepper.Step key={state} label={t(`pay.states.${state}`)} />
            ))}
          </Stepper>
        )}
        <div role="status">
          {recorded ? (
            <Text fw={600}>
              {t('pay.thanks', { amount: formats.money(order.amount) })} {t('pay.receiptComes')}
            </Text>
          ) : (
            order.state !== 'failed' &&
            order.state !== 'mismatch' &&
            !order.isReversed && (
              <Stack gap="xs">
                <Group>
                  <Loader size="sm" />
                  <Text>{formats.money(order.amount)}</Text>
                </Group>
                <Slow key={order.state} of={order.state === 'settled' ? 'company' : 'bank'} />
              </Stack>
            )
          )}
        </div>
        <Group align="flex-start">
          {/* It was opened at the bank after the page had waited for that in vain, or somebody came back without an answer. */}
          {(order.state === 'initiated' || order.state === 'pending') && order.redirectUrl !== null && (
            <Button component="a" href={order.redirectUrl} data-to-bank>
              {t('pay.toBank')}
            </Button>
          )}
          {(order.state === 'failed' || isReturned) && bill !== undefined && owed > 0n && (
            <PayButton bill={bill} amount={owed} label={t('pay.again')} />
          )}
          <Button
            size={order.state === 'failed' ? 'md' : 'sm'}
            component={Link}
            href={bill ? `/bills/${billName(bill)}` : '/bills'}
            variant={recorded ? 'filled' : 'default'}
          >
            {t('pay.toBill')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
