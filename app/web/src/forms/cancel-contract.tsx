import { Button, Group, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  localDate,
  nextPeriod,
  periodOf,
  periodStart,
  startOfLocalDate,
} from '../../../../core/domain/billing/period.ts';
import { CANCEL_AHEAD, CANCEL_BEHIND } from '../../../../core/domain/limits.ts';
import type { OpenedContract } from '../../../../core/domain/resident/read-contract.ts';
import { cancelContract } from '../resident/act/cancel-contract.ts';
import { now } from '../resident/resident.ts';
import { useResident } from '../session.tsx';
import { Signing } from '../outbox/signing.tsx';

const DAY = 86_400n;

/** Signs a cancellation from a day of one's own; where the other side was first, its day is proposed. */
export function CancelContract({ contract, onDone }: { contract: OpenedContract; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const resident = useResident();
  const { timeZone } = resident.network;
  const theirs = contract.endByThem;
  const proposed = (theirs ?? periodStart(nextPeriod(periodOf(now(), timeZone)), timeZone)) - 1n;
  const [lastDay, setLastDay] = useState(() => localDate(proposed, timeZone));
  // The contract no longer counts from the midnight that ends its last day; days may have 23 or 25 hours.
  const endOf = (day: string): bigint =>
    startOfLocalDate(localDate(startOfLocalDate(day, timeZone) + DAY + DAY / 2n, timeZone), timeZone);
  const [reason, setReason] = useState('');
  const cancel = useMutation({
    mutationFn: () =>
      cancelContract(resident, {
        contractId: contract.contractId,
        counterparty: contract.counterparty,
        // To the second the same as theirs where the day is the same.
        effectiveDate: theirs !== undefined && lastDay === localDate(theirs - 1n, timeZone) ? theirs : endOf(lastDay),
        reason,
      }),
    onSuccess: onDone,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        cancel.mutate();
      }}
    >
      <Stack mt="md">
        <Text>{t('contracts.cancelText')}</Text>
        <TextInput
          type="date"
          label={t('contracts.cancelDate')}
          required
          min={localDate(now() - CANCEL_BEHIND + DAY, timeZone)}
          max={localDate(now() + CANCEL_AHEAD - 2n * DAY, timeZone)}
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
        />
        <Textarea
          label={t('contracts.reason')}
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Signing action={cancel} />
        <Group>
          <Button type="submit" color="red" loading={cancel.isPending}>
            {t('contracts.cancelButton')}
          </Button>
          <Button variant="subtle" onClick={onDone}>
            {t('common.back')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
