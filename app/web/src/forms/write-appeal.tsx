import {
  Button,
  Card,
  Checkbox,
  Fieldset,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { APPEAL_CATEGORY, type QuantityName } from '../../../../core/domain/ledger/kinds.ts';
import type { AppealCategory } from '../../../../core/domain/resident/make-appeal.ts';
import { billTitle } from '../pages/bills.tsx';
import { useBills } from '../queries.ts';
import { billName } from '../resident/bill-view.ts';
import { sendAppeal } from '../resident/act/send-appeal.ts';
import { useResident } from '../session.tsx';
import { Fault } from '../components/fault.tsx';
import { useFormats } from '../components/formats.tsx';
import { sentence } from '../layout/page.tsx';
import { BAD_TEXT } from '../theme.ts';

function isCategory(text: string): text is AppealCategory {
  return text in APPEAL_CATEGORY;
}

/** What stands of a flat, and is to be put right. */
export type FlatInLetter = { flat: Hex; fact: QuantityName };
/** The choice beside the bills. */
const FLAT = 'flat';

/** A letter to one or several addressees. `about` names a bill as in its page's address. */
export function WriteAppeal(props: {
  about: string | undefined;
  flat: FlatInLetter | undefined;
  onDone: () => void;
}): ReactElement {
  const { about, flat, onDone } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const queries = useQueryClient();
  const bills = useBills();
  const providers = resident.directory.filter(({ roleName, active }) => active && roleName === 'provider');
  const [category, setCategory] = useState<AppealCategory>(flat === undefined ? 'question' : 'complaint');
  const [toCompany, setToCompany] = useState(true);
  // Both know the flat, and the portal's word stands above the company's.
  const [toPortal, setToPortal] = useState(flat !== undefined);
  const [provider, setProvider] = useState<string | null>(null);
  const [subject, setSubject] = useState<string | null>(about ?? (flat === undefined ? null : FLAT));
  const [text, setText] = useState(
    flat === undefined ? '' : t('flat.letter', { what: t(`flat.quantity.${flat.fact}`) }),
  );
  const [touched, setTouched] = useState(false);
  const nobody = !toCompany && !toPortal && provider === null;
  const empty = text.trim() === '';
  const send = useMutation({
    mutationFn: () =>
      sendAppeal(resident, {
        category,
        toCompany,
        toPortal,
        provider: providers.find(({ address }) => address === provider)?.address,
        about: subject === FLAT ? flat?.flat : bills.data?.find((bill) => billName(bill) === subject)?.record.invoiceId,
        text,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['appeals'] });
      onDone();
    },
  });
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="write-title">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTouched(true);
          if (!nobody && !empty) send.mutate();
        }}
      >
        <Stack>
          <Title order={2} size="h4" id="write-title">
            {t('appeals.write')}
          </Title>
          <SegmentedControl
            aria-label={t('appeals.kind')}
            value={category}
            data={Object.entries(APPEAL_CATEGORY).map(([value, code]) => ({
              value,
              label: t(`appeals.category.${code}`),
            }))}
            onChange={(value) => {
              if (isCategory(value)) setCategory(value);
            }}
            style={{ alignSelf: 'flex-start' }}
          />
          <Fieldset legend={t('appeals.to')}>
            <Stack gap="sm">
              <Checkbox
                label={t('appeals.company')}
                checked={toCompany}
                onChange={(event) => setToCompany(event.currentTarget.checked)}
              />
              <Checkbox
                label={t('appeals.portal')}
                checked={toPortal}
                onChange={(event) => setToPortal(event.currentTarget.checked)}
              />
              {providers.map(({ address, name }) => (
                <Checkbox
                  key={address}
                  label={name}
                  checked={provider === address}
                  onChange={(event) => setProvider(event.currentTarget.checked ? address : null)}
                />
              ))}
              {touched && nobody && (
                <Text c={BAD_TEXT} size="sm" role="alert">
                  {t('appeals.noAddressee')}
                </Text>
              )}
            </Stack>
          </Fieldset>
          <Select
            label={t('appeals.about')}
            placeholder={t('appeals.aboutNothing')}
            clearable
            value={subject}
            data={[
              ...(flat === undefined ? [] : [{ value: FLAT, label: sentence(t('appeals.aboutFlat')) }]),
              ...(bills.data ?? []).map((bill) => ({
                value: billName(bill),
                label: sentence(billTitle(t, formats.month(bill.record.period), bill.report.content?.resource)),
              })),
            ]}
            onChange={setSubject}
          />
          <Textarea
            label={t('appeals.text')}
            description={t('appeals.textHelp')}
            autosize
            minRows={4}
            maxLength={10_000}
            value={text}
            error={touched && empty && t('appeals.noText')}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {send.error && <Fault error={send.error} />}
          <div role="status">{send.isPending && <Text size="sm">{t('common.sending')}</Text>}</div>
          <Group>
            <Button type="submit" loading={send.isPending}>
              {t('appeals.send')}
            </Button>
            <Button variant="subtle" onClick={onDone}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
