import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Fault } from '../components/fault.tsx';
import { startPayment } from '../resident/act/start-payment.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { Slow } from '../layout/slow.tsx';
import { navigate } from '../router.tsx';
import { useResident } from '../session.tsx';

/** Orders a payment of a bill, and goes to the bank where that asks its payer. */
export function PayButton({
  bill: { record, report },
  amount,
  label,
}: {
  bill: Pick<LoadedBill, 'record' | 'report'>;
  amount: bigint;
  label: string;
}): ReactElement {
  const { api } = useResident();
  const paymentsSeen = report.payments.filter(({ state }) => state !== 'refused' && state !== 'reversed').length;
  const pay = useMutation({
    mutationFn: () => startPayment(api, { invoiceId: record.invoiceId, amount, paymentsSeen }),
    onSuccess: ({ redirectUrl, orderId }) => {
      if (redirectUrl === null) navigate(`/payments/${orderId}`);
      else location.assign(redirectUrl);
    },
  });
  return (
    <Stack gap="sm">
      <Button size="md" loading={pay.isPending || pay.isSuccess} onClick={() => pay.mutate()} data-testid="pay">
        {label}
      </Button>
      {pay.isPending && <Slow of="portal" isUnsigned />}
      {pay.error && <Fault error={pay.error} />}
    </Stack>
  );
}
