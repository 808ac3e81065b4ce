import type { ReactNode } from "react";
import { useSaid } from "./Said";

interface Props {
  /** Kind of an alarm, or code of a diagnosis. */
  code: string;
  /** Why a source said no, where that is known. */
  cause?: string | null | undefined;
  lead?: ReactNode;
  says: string;
  /** What to do about it. */
  next: string;
}

/** What the gateway has found, and what to do about it; below our words stand its own, which have figures and names. */
export function Finding({ code, cause, lead, says, next }: Props) {
  const said = useSaid();
  const own = said(`finding.${code}.says`);
  const ownNext = (cause ? said(`cause.${cause}.next`) : undefined) ?? said(`finding.${code}.next`);
  return (
    <>
      <p>
        {lead}
        {own ?? <span lang="en">{says}</span>}
      </p>
      {next && <p className="mt-1 text-soft">{ownNext ?? <span lang="en">{next}</span>}</p>}
      {own && (
        <p lang="en" className="mt-1 text-sm text-soft">
          {says} {ownNext && next}
        </p>
      )}
    </>
  );
}
