import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSlow } from './use-slow.ts';

/**
 * After a while: who is silent, and that one may leave. Stands where something is waited for.
 * @param isUnsigned what is waited for is to be signed: nothing of it goes on by itself
 */
export function Slow({
  of,
  isUnsigned = false,
}: {
  of: 'portal' | 'bank' | 'company';
  isUnsigned?: boolean;
}): ReactElement | null {
  const { t } = useTranslation();
  if (!useSlow()) return null;
  return (
    <Text role="status" data-slow={of}>
      {t(`slow.${of}`, { host: location.host })} {t(isUnsigned ? 'slow.unsigned' : 'slow.leave')}
    </Text>
  );
}
