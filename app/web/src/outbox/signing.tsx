import { Alert, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { faultText } from '../components/fault.tsx';
import { Slow } from '../layout/slow.tsx';

/** Beside the button that signs: that it is being signed, or why it was not. What was signed is told by `Acts`. */
export function Signing({
  action: { isPending, error },
}: {
  action: { isPending: boolean; error: unknown };
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {error !== null && (
        <Alert color="red" title={t('act.notSigned')} role="alert" data-not-signed>
          {faultText(t, error)}
        </Alert>
      )}
      <div role="status">{isPending && <Text size="sm">{t('act.signing')}</Text>}</div>
      {isPending && <Slow of="portal" isUnsigned />}
    </>
  );
}
