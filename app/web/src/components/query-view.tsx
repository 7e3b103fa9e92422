import { Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Slow } from '../layout/slow.tsx';
import { Fault } from './fault.tsx';

/** Loading, fault or content of a query. Content that was there stays while it is asked for again. */
export function QueryView<T>({
  query,
  rows = 3,
  children,
}: {
  query: UseQueryResult<T>;
  /** About how high it will be: what stands below shall not jump. */
  rows?: number;
  children: (data: T) => ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  // Asked again by itself once there is a connection.
  if (query.fetchStatus === 'paused') return <Text c="dimmed">{t('offline.nothing')}</Text>;
  return (
    <Stack role="status" aria-busy="true" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={92} width={rows > 1 && row === rows - 1 ? '70%' : '100%'} />
      ))}
      <Slow of="portal" />
    </Stack>
  );
}
