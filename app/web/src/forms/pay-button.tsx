import { Button, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ApiError } from '../api/api.ts';
import { Fault } from '../components/fault.tsx';
import { isSignedOut } from '../outbox/look-at-block.ts';
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
  const queries = useQueryClient();
  const paymentsSeen = report.payments.filter(({ state }) => state !== 'refused' && state !== 'reversed').length;
  const pay = useMutation({
    mutationFn: () => startPayment(api, { invoiceId: record.invoiceId, amount, paymentsSeen }),
    onSuccess: ({ redirectUrl, orderId }) => {
      if (redirectUrl === null) navigate(`/payments/${orderId}`);
      else location.assign(redirectUrl);
    },
    // Whose session ended is led to the sign-in now, not at the next look at who is here.
    onError: (error) => {
      if (error instanceof ApiError && isSignedOut(error)) void queries.invalidateQueries({ queryKey: ['me'] });
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
