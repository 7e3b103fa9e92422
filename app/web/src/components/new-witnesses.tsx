import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';

/** Says when the portal names other witnesses than this browser keeps, and lets its owner decide. */
export function NewWitnesses(): ReactElement | null {
  const { t } = useTranslation();
  const { device, witnesses, offered } = useSession();
  const queries = useQueryClient();
  const agree = useMutation({
    mutationFn: async () => {
      if (offered !== undefined) await device.chain.trustWitnesses(offered);
      await queries.invalidateQueries();
    },
  });
  if (offered === undefined) return null;
  const names = ({ known }: typeof witnesses): string => known.map(({ name }) => name).join(', ');
  return (
    <Alert color="yellow" title={t('keys.witnessesTitle')}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm">
          {t('keys.witnessesText', {
            required: witnesses.required,
            witnesses: names(witnesses),
            newRequired: offered.required,
            newWitnesses: names(offered),
          })}
        </Text>
        <Button variant="default" loading={agree.isPending} onClick={() => agree.mutate()}>
          {t('keys.witnessesAgree')}
        </Button>
      </Stack>
    </Alert>
  );
}
