import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.tsx';
import type { LoadedRefund } from '../resident/load/load-contracts.ts';
import { now } from '../resident/resident.ts';

/** How long the portal may carry an order out (docs/formats.md §2), seconds. */
const ORDER_LIFE = 30n * 86_400n;

/** What the supplier of a contract gives back: ordered, paid out by the bank, or over without that. */
export function Refunds({ refunds }: { refunds: readonly LoadedRefund[] }): ReactElement[] {
  const { t } = useTranslation();
  const formats = useFormats();
  return refunds.map(({ orderId, refund, fault }) => {
    if (refund === undefined)
      return (
        <Alert key={orderId} color="red" mt="md" role="alert" data-refund="unreadable">
          {t('refunds.unreadable', { message: fault.message })}
        </Alert>
      );
    const { amount, orderedAt, paidAt } = refund;
    const state = paidAt !== undefined ? 'paid' : now() > orderedAt + ORDER_LIFE ? 'over' : 'ordered';
    return (
      <Text key={orderId} mt="md" data-refund={state}>
        {t(`refunds.${state}`, { amount: formats.money(amount), date: formats.day(paidAt ?? orderedAt) })}
      </Text>
    );
  });
}
