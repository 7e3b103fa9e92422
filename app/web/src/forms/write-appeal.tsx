import {
  Button,
  Card,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { APPEAL_CATEGORY, type QuantityName } from '../../../../core/domain/ledger/kinds.ts';
import { billTitle } from '../pages/bills.tsx';
import { useBills } from '../bill-queries.ts';
import { billName } from '../resident/bill-name.ts';
import type { LoadedBill } from '../resident/load/load-bills.ts';
import { sendAppeal } from '../resident/act/send-appeal.ts';
import { useResident } from '../session.tsx';
import { Signing } from '../outbox/signing.tsx';
import { useFormats } from '../components/formats.tsx';
import { sentence } from '../layout/page.tsx';
import { BAD_TEXT } from '../theme.ts';
import { isCategory, type LetterDraft } from '../keys/drafts.ts';
import { useLetterDraft } from './letter-draft.ts';

/** What stands of a flat, and is to be put right. */
export type FlatInLetter = { flat: Hex; fact: QuantityName };
/** The choice beside the bills. */
const FLAT = 'flat';

type Props = { about: string | undefined; flat: FlatInLetter | undefined; onDone: () => void };

/** A letter to one or several addressees. `about` names a bill as in its page's address. */
export function WriteAppeal(props: Props): ReactElement | null {
  const { t } = useTranslation();
  const { about, flat } = props;
  const { slot, draft, put, drop } = useLetterDraft(about ?? (flat === undefined ? '' : `${flat.flat}:${flat.fact}`));
  if (draft === undefined) return null;
  const fresh: LetterDraft = {
    category: flat === undefined ? 'question' : 'complaint',
    toCompany: true,
    // Both know the flat, and the portal's word stands above the company's.
    toPortal: flat !== undefined,
    provider: null,
    subject: about ?? (flat === undefined ? null : FLAT),
    text: flat === undefined ? '' : t('flat.letter', { what: t(`flat.quantity.${flat.fact}`) }),
  };
  return <LetterForm key={slot} {...props} first={draft ?? fresh} isKept={draft !== null} put={put} drop={drop} />;
}

function LetterForm({
  flat,
  first,
  isKept,
  put,
  drop,
  onDone,
}: Props & {
  first: LetterDraft;
  isKept: boolean;
  put: (draft: LetterDraft) => Promise<void>;
  drop: () => Promise<void>;
}): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const resident = useResident();
  const bills = useBills();
  const providers = resident.directory.filter(({ roleName, active }) => active && roleName === 'provider');
  const [draft, setDraft] = useState(first);
  const [wasChanged, setChanged] = useState(isKept);
  const change = (part: Partial<LetterDraft>): void => {
    const changed = { ...draft, ...part };
    setDraft(changed);
    setChanged(true);
    void put(changed);
  };
  const { category, toCompany, toPortal, provider, subject, text } = draft;
  const { chosen, about } = subjectOf(bills.data ?? [], subject, flat);
  const [touched, setTouched] = useState(false);
  const nobody = !toCompany && !toPortal && provider === null;
  const empty = text.trim() === '';
  const send = useMutation({
    mutationFn: async () => {
      await sendAppeal(resident, {
        category,
        toCompany,
        toPortal,
        provider: providers.find(({ address }) => address === provider)?.address,
        about,
        text,
      });
      // It is kept as signed now.
      await drop();
    },
    onSuccess: onDone,
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
              if (isCategory(value)) change({ category: value });
            }}
            style={{ alignSelf: 'flex-start' }}
          />
          <Fieldset legend={t('appeals.to')}>
            <Stack gap="sm">
              <Checkbox
                label={t('appeals.company')}
                checked={toCompany}
                onChange={(event) => change({ toCompany: event.currentTarget.checked })}
              />
              <Checkbox
                label={t('appeals.portal')}
                checked={toPortal}
                onChange={(event) => change({ toPortal: event.currentTarget.checked })}
              />
              {providers.map(({ address, name }) => (
                <Checkbox
                  key={address}
                  label={name}
                  checked={provider === address}
                  onChange={(event) => change({ provider: event.currentTarget.checked ? address : null })}
                />
              ))}
              {touched && nobody && (
                <Text c={BAD_TEXT} size="sm" role="alert">
                  {t('appeals.noAddressee')}
                </Text>
              )}
            </Stack>
          </Fieldset>
          <NativeSelect
            label={t('appeals.about')}
            value={chosen ?? ''}
            data={[
              { value: '', label: t('appeals.aboutNothing') },
              ...(flat !== undefined || chosen === FLAT
                ? [{ value: FLAT, label: sentence(t('appeals.aboutFlat')) }]
                : []),
              ...(bills.data ?? []).map((bill) => ({
                value: billName(bill),
                label: sentence(billTitle(t, formats.month(bill.record.period), bill.report.content?.resource)),
              })),
            ]}
            onChange={(event) => change({ subject: event.currentTarget.value || null })}
          />
          <Textarea
            label={t('appeals.text')}
            description={t('appeals.textHelp')}
            autosize
            minRows={4}
            maxLength={10_000}
            value={text}
            error={touched && empty && t('appeals.noText')}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          {wasChanged && (
            <Text size="sm" data-draft>
              {t('act.draft')}
            </Text>
          )}
          <Signing action={send} />
          <Group>
            <Button type="submit" loading={send.isPending}>
              {t('appeals.send')}
            </Button>
            <Button variant="subtle" onClick={() => void drop().then(onDone)}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

/** Which choice it is, and the id that the letter names. What is named by its id and is no bill is the flat. */
function subjectOf(
  bills: readonly LoadedBill[],
  subject: string | null,
  flat: FlatInLetter | undefined,
): { chosen: string | null; about: Hex | undefined } {
  if (subject === FLAT) return { chosen: FLAT, about: flat?.flat };
  const bill = bills.find((each) => subject === billName(each) || subject === each.record.invoiceId);
  if (bill !== undefined) return { chosen: billName(bill), about: bill.record.invoiceId };
  return subject?.startsWith('0x')
    ? { chosen: FLAT, about: parseHex(subject, 'what it is about', 32) }
    : { chosen: subject, about: undefined };
}
