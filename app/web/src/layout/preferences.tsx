import { ActionIcon, Group, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isLanguage, switchLanguage } from '../i18n.ts';
import { Icon } from '../components/icons.tsx';

export function Preferences(): ReactElement {
  const { t, i18n } = useTranslation();
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <Group gap="xs" wrap="nowrap">
      <SegmentedControl
        size="xs"
        aria-label={t('common.language')}
        value={i18n.language}
        data={[
          { value: 'en', label: 'EN' },
          { value: 'ru', label: 'РУ' },
        ]}
        onChange={(language) => {
          if (isLanguage(language)) void switchLanguage(language);
        }}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('common.theme')} onClick={toggleColorScheme}>
        <Icon name="sun" />
      </ActionIcon>
    </Group>
  );
}
