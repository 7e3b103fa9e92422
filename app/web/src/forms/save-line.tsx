import { Button, Group, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault } from '../components/fault.tsx';
import { sentence } from '../layout/page.tsx';
import { saveEvidence } from '../resident/act/save-evidence.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { useResident } from '../session.tsx';

/** Saves what an expert needs to judge one line of a bill. */
export function SaveLine({ bill }: { bill: LoadedBill }): ReactElement {
  const { t } = useTranslation();
  const resident = useResident();
  const [line, setLine] = useState('0');
  const save = useMutation({ mutationFn: () => saveEvidence(resident, bill, Number(line)) });
  const { metered = [], declared = [], resource = '' } = bill.report.content ?? {};
  const names = [
    ...metered.map(() => t(`resource.${resource}`)),
    ...declared.map(({ label }) => t(`bills.label.${label}`)),
  ];
  return (
    <Group gap="xs">
      {names.length > 1 && (
        <NativeSelect
          aria-label={t('bills.lines')}
          value={line}
          data={names.map((name, index) => ({ value: String(index), label: `${index + 1}. ${sentence(name)}` }))}
          onChange={(event) => setLine(event.currentTarget.value)}
        />
      )}
      <Button
        variant="default"
        disabled={bill.checked === undefined || (bill.evidence !== undefined && bill.evidence.proof === undefined)}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t('bills.evidence')}
      </Button>
      {save.error && <Fault error={save.error} />}
    </Group>
  );
}
