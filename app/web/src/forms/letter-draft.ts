import { useQuery } from '@tanstack/react-query';
import { draftSlot, type LetterDraft } from '../keys/drafts.ts';
import { useResident, useSession } from '../session.tsx';

/** What was written and not signed, in an earlier visit as well; null where there is none. */
export function useLetterDraft(about: string): {
  slot: string;
  draft: LetterDraft | null | undefined;
  put(draft: LetterDraft): Promise<void>;
  drop(): Promise<void>;
} {
  const { drafts } = useSession().device;
  const slot = draftSlot(useResident().account.address, about);
  const { data } = useQuery({
    queryKey: ['draft', slot],
    queryFn: () => drafts.get(slot),
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  });
  return { slot, draft: data, put: (draft) => drafts.put(slot, draft), drop: () => drafts.drop(slot) };
}
