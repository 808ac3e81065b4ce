import { useCallback, useState } from "react";
import type { Draft } from "./settings";

/** What was edited and not yet applied. Secrets are not kept longer than the page is open. */
export function useDraft() {
  const [draft, setDraft] = useState<Draft>({});
  const put = useCallback((key: string, value: string | null | undefined) => {
    setDraft(({ [key]: _, ...others }) => (value === undefined ? others : { ...others, [key]: value }));
  }, []);
  const clear = useCallback(() => setDraft({}), []);
  return { draft, put, clear };
}
