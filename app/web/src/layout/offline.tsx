import { Alert } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from './use-online.ts';

/** Says that nothing here is newer than the connection was. */
export function Offline(): ReactElement | null {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <Alert color="yellow" mb="lg" role="status" title={t('offline.title')} data-offline>
      {t('offline.text')}
    </Alert>
  );
}
