import { useQuery, useQueryClient } from '@tanstack/react-query';
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
  const queries = useQueryClient();
  const slot = draftSlot(useResident().account.address, about);
  const { data } = useQuery({
    queryKey: ['draft', slot],
    queryFn: () => drafts.get(slot),
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  });
  const keep = (draft: LetterDraft | null): void => void queries.setQueryData(['draft', slot], draft);
  return {
    slot,
    draft: data,
    put: (draft) => {
      keep(draft);
      return drafts.put(slot, draft);
    },
    drop: () => {
      keep(null);
      return drafts.drop(slot);
    },
  };
}
