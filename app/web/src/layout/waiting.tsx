import { Center, Loader, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Slow } from './slow.tsx';

/** Something is being fetched. */
export function Waiting(): ReactElement {
  const { t } = useTranslation();
  return (
    <Center mih={300}>
      <Stack align="center">
        <Loader role="status" aria-label={t('common.loading')} />
        <Slow of="portal" />
      </Stack>
    </Center>
  );
}
