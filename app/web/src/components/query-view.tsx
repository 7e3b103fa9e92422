import { Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Slow } from '../layout/slow.tsx';
import { Fault } from './fault.tsx';

/** Loading, fault or content of a query. Content that was there stays while it is asked for again. */
export function QueryView<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  // Asked again by itself once there is a connection.
  if (query.fetchStatus === 'paused') return <Text c="dimmed">{t('offline.nothing')}</Text>;
  return (
    <Stack aria-busy="true" aria-label={t('common.loading')}>
      <Skeleton height={92} />
      <Skeleton height={92} />
      <Skeleton height={92} width="70%" />
      <Slow of="portal" />
    </Stack>
  );
}
