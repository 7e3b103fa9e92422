import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../layout/page.tsx';
import { NewWitnesses } from '../components/new-witnesses.tsx';
import { RecoverySheet } from '../components/recovery-sheet.tsx';
import { useFlatKeys } from '../queries.ts';
import { useSession } from '../session.tsx';

export function KeysPage(): ReactElement {
  const { t } = useTranslation();
  const { device, premise } = useSession();
  const slot = useFlatKeys().data?.acting?.slot ?? premise.premise;
  const words = useMutation({ mutationFn: () => device.vault.words(slot) });
  return (
    <Page title={t('keys.title')}>
      <Stack align="flex-start">
        <Text>{t('keys.text')}</Text>
        <NewWitnesses />
        <Alert color="yellow">{t('enrol.sheetWarning')}</Alert>
        {words.data ? (
          <RecoverySheet words={words.data} address={premise.address} />
        ) : (
          <Button onClick={() => words.mutate()}>{t('keys.show')}</Button>
        )}
      </Stack>
    </Page>
  );
}
