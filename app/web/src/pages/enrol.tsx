import { Alert, Anchor, Button, Card, Group, Loader, Stack, Stepper, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { VaultEntry } from '../keys/vault.ts';
import { attach } from '../resident/act/attach.ts';
import { enrol } from '../resident/act/enrol.ts';
import { isUnderWay } from '../../../../core/domain/resident/outbox/act.ts';
import { Acts } from '../outbox/acts.tsx';
import { Signing } from '../outbox/signing.tsx';
import { useActs } from '../outbox/use-acts.ts';
import { useResident, useSession } from '../session.tsx';
import { Fault } from '../components/fault.tsx';
import { Icon } from '../components/icons.tsx';
import { KeepSheet } from '../components/keep-sheet.tsx';
import { KeyRequest } from '../components/key-request.tsx';
import { PublicLayout } from '../layout/public-layout.tsx';
import { Slow } from '../layout/slow.tsx';
import { RestorePage } from './restore.tsx';

const STEPS = ['keys', 'sheet', 'requested', 'enrolled', 'attested', 'active'] as const;

type Props = { entry: VaultEntry | undefined; onChanged: () => Promise<void> };

/** From nothing to a participant: keys, sheet, request, and then what others do. */
export function EnrolPage({ entry, onChanged }: Props): ReactElement {
  const { t } = useTranslation();
  const { premise } = useSession();
  const [restoring, setRestoring] = useState(false);
  if (restoring) return <RestorePage onRestored={onChanged} onBack={() => setRestoring(false)} />;

  const done = stepsDone(entry, premise.enrolment);
  return (
    <PublicLayout>
      <Card padding="xl" withBorder>
        <Stack gap="xl">
          <Title order={1} size="h3">
            {t('enrol.title', { address: premise.address })}
          </Title>
          {entry === undefined && <MakeKeys onChanged={onChanged} onRestore={() => setRestoring(true)} />}
          {entry?.sheetKept === false && (
            <KeepSheet slot={premise.premise} onChanged={onChanged} onRestore={() => setRestoring(true)} />
          )}
          {entry?.sheetKept === true && <Request entry={entry} onChanged={onChanged} />}
          <Stepper
            active={done}
            orientation="vertical"
            size="xs"
            color="teal.8"
            completedIcon={<Icon name="check" size={16} />}
          >
            {STEPS.map((step) => (
              <Stepper.Step key={step} label={t(`enrol.steps.${step}`)} data-step={step} />
            ))}
          </Stepper>
        </Stack>
      </Card>
    </PublicLayout>
  );
}

function stepsDone(entry: VaultEntry | undefined, enrolment: string): number {
  if (entry === undefined) return 0;
  if (!entry.sheetKept) return 1;
  const reached = STEPS.findIndex((step) => step === enrolment);
  return reached < 0 ? 2 : reached + 1;
}

function MakeKeys({ onChanged, onRestore }: { onChanged: () => Promise<void>; onRestore: () => void }): ReactElement {
  const { t } = useTranslation();
  const { premise, device } = useSession();
  const making = useQuery({
    queryKey: ['make-keys', premise.premise],
    queryFn: async () => {
      await device.vault.create(premise.premise);
      await onChanged();
      return true;
    },
    staleTime: Infinity,
  });
  return (
    <Stack>
      <Group>
        <Loader size="sm" />
        <Text fw={600}>{t('enrol.making')}</Text>
      </Group>
      <Text>{t('enrol.makingText')}</Text>
      {making.error && <Fault error={making.error} onRetry={() => void making.refetch()} />}
      <Anchor component="button" type="button" onClick={onRestore} ta="start">
        {t('enrol.restore')}
      </Anchor>
    </Stack>
  );
}

function Request({ entry, onChanged }: { entry: VaultEntry; onChanged: () => Promise<void> }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const { chain, outbox } = useResident();
  const { premise } = session;
  const request = useMutation({ mutationFn: () => enrol({ ...session, chain, outbox, account: entry.account }) });
  const isOpen = premise.enrolment === 'none' || premise.enrolment === 'refused';
  // The ledger may have these keys already, and a portal whose database is older may not know.
  const attaching = useQuery({
    queryKey: ['attach', premise.premise, entry.account.address],
    queryFn: async () => {
      const isAttached = await attach({ ...session, chain, account: entry.account });
      if (isAttached) await onChanged();
      return isAttached;
    },
    enabled: isOpen,
    staleTime: Infinity,
    retry: false,
  });
  const isAsked = useActs().some((act) => act.kind === 'enrol' && isUnderWay(act));
  if (premise.enrolment === 'suspended')
    return (
      <Stack>
        <Alert color="red">{t('enrol.suspended')}</Alert>
        <KeyRequest />
      </Stack>
    );
  if (isOpen) {
    return (
      <Stack>
        {premise.enrolment === 'refused' && (
          <Alert color="red">{t('enrol.refused', { reason: premise.reason ?? '' })}</Alert>
        )}
        <Text>{t('enrol.requestText')}</Text>
        <Acts />
        <Signing action={request} />
        {!isAsked && !attaching.isPending && (
          <Button loading={request.isPending} onClick={() => request.mutate()}>
            {t('enrol.request')}
          </Button>
        )}
      </Stack>
    );
  }
  return (
    <Stack>
      <Acts />
      <Group wrap="nowrap" role="status">
        <Loader size="sm" />
        <Text>{t('enrol.waiting')}</Text>
      </Group>
      <Slow key={premise.enrolment} of={premise.enrolment === 'requested' ? 'portal' : 'company'} />
    </Stack>
  );
}
