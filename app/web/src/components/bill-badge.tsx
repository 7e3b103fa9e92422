import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { billState } from '../resident/bill-view.ts';
import type { BillState } from '../resident/bill-view.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { now } from '../resident/resident.ts';
import { verdictOf } from './check-panel.tsx';

const COLORS: Record<BillState, string> = {
  open: 'cyan',
  overdue: 'orange',
  paid: 'teal',
  waiting: 'teal',
  settled: 'teal',
  carried: 'teal',
  void: 'gray',
  closed: 'gray',
};

export function BillStateBadge({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const state = billState(bill, now());
  return (
    <Badge color={COLORS[state]} variant="light" tt="none" data-bill-state={state}>
      {t(`bills.state.${state}`)}
    </Badge>
  );
}

export function BillVerdictBadge({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const verdict = verdictOf(bill.report.checks);
  if (verdict === 'alarm') {
    return (
      <Badge color="red" variant="filled" tt="none">
        {t('bills.faulty')}
      </Badge>
    );
  }
  return (
    <Badge color={verdict === 'good' ? 'teal' : 'gray'} variant="light" tt="none">
      {t(verdict === 'good' ? 'bills.checked' : 'bills.checking')}
    </Badge>
  );
}
