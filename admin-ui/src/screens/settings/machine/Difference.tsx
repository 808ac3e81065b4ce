import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormSheet } from "../dialogs";

export interface Changed {
  name: string;
  before: string;
  after: string;
}

/** What is other than it was; of lists the words, however they are written. */
export const changed = (all: Changed[]) => all.filter(({ before, after }) => before !== after);

/** Words with commas or spaces between them, as a list. */
export const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean);

interface Props {
  title: string;
  changes: Changed[];
  busy: boolean;
  problem?: ReactNode;
  onApply: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** What would change, before it does. */
export function Difference({ title, changes, busy, problem, onApply, onClose, children }: Props) {
  const { t } = useTranslation();
  const shown = (text: string) => (text ? <span translate="no">{text}</span> : t("settings.value.empty"));
  return (
    <FormSheet title={title} action={t("settings.value.apply")} busy={busy} problem={problem} onSubmit={onApply} onClose={onClose}>
      <dl className="divide-y divide-line rounded-md border border-line">
        {changes.map(({ name, before, after }) => (
          <div key={name} className="px-3 py-2">
            <dt className="text-sm text-soft">{name}</dt>
            <dd className="flex flex-wrap gap-x-2 break-all">
              <del className="text-bad no-underline">{shown(before)}</del>
              <span aria-hidden="true">→</span>
              <ins className="text-good no-underline">{shown(after)}</ins>
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </FormSheet>
  );
}
