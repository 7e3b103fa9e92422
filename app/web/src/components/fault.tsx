import { Alert, Button, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** An error in the resident's language where its code has a text, in its own words otherwise. */
export function faultText(t: TFunction, error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return t(`fault.${code}`, { defaultValue: error instanceof Error ? error.message : String(error) });
}

export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Alert color="red" title={t('fault.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{faultText(t, error)}</Text>
        {onRetry && (
          <Button size="xs" color="red" variant="light" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
