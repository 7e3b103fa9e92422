import { Alert } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../../core/domain/billing/money.ts';
import type { Order } from '../api/schemas.ts';

/** Money that the bank took and that is not what was ordered: what it is, and how far it is on its way back. */
export function Mismatches({ order }: { order: Pick<Order, 'mismatches'> }): ReactElement {
  const { t } = useTranslation();
  const shown = order.mismatches.filter(({ state }) => state !== 'counted');
  return (
    <>
      {shown.map(({ kind, amount, currency, state }, at) => {
        const sum = `${formatAmount(BigInt(amount) * AMOUNT_PER_MINOR)} ${currency}`;
        const isBack = state === 'returned';
        return (
          <Alert
            key={`${kind}-${String(at)}`}
            color={isBack ? 'teal' : 'yellow'}
            title={t(isBack ? 'pay.mismatch.returned' : 'pay.mismatch.title')}
            role="status"
            data-mismatch={kind}
            data-mismatch-state={state}
          >
            {t(`pay.mismatch.${kind}`, { amount: sum })} {t(isBack ? 'pay.mismatch.isBack' : 'pay.mismatch.waits')}
          </Alert>
        );
      })}
    </>
  );
}
