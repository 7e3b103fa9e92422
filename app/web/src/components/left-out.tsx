import { Alert } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeftOut } from '../queries.ts';
import { faultText } from './fault.tsx';

/** Says when the portal leaves something out that the ledgers hold of this account, or does not prove that it shows all. */
export function LeftOut(): ReactElement | null {
  const { t } = useTranslation();
  const { data: missing, error } = useLeftOut();
  if (error)
    return (
      <Alert color="yellow" mb="lg" title={t('leftOut.unprovedTitle')} data-left-out="unproved">
        {faultText(t, error)}
      </Alert>
    );
  if (missing === undefined || missing.length === 0) return null;
  return (
    <Alert color="red" mb="lg" title={t('leftOut.title')} role="alert" data-left-out={missing.length}>
      {t('leftOut.text', { digests: missing.join(', ') })}
    </Alert>
  );
}
