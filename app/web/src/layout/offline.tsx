import { Alert } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.tsx';
import { useSession } from '../session.tsx';
import { useOnline } from './use-online.ts';

/** Says that nothing here is newer than the connection was, and of when it is. */
export function Offline(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const { answers } = useSession().device;
  const isOnline = useOnline();
  const since = useSyncExternalStore(answers.listen, answers.since);
  if (isOnline && since === undefined) return null;
  const date = since === undefined ? undefined : formats.moment(BigInt(Math.floor(since / 1000)));
  return (
    <Alert
      color="yellow"
      mb="lg"
      role="status"
      title={t(isOnline ? 'offline.silent' : 'offline.title')}
      data-offline={since === undefined ? '' : 'kept'}
    >
      {date !== undefined && t('offline.since', { date })} {t('offline.text')}
    </Alert>
  );
}
