import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";

/**
 * Over plain HTTP to another host browsers have no clipboard for scripts; selecting and copying works there.
 *
 * @param beside a dialog takes the focus back from what is not within it, and with it what is selected
 * @returns whether it was copied
 */
export async function copy(text: string, beside: Element): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => byHand(text, beside),
    );
  }
  return byHand(text, beside);
}

function byHand(text: string, beside: Element): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  beside.after(area);
  try {
    area.select();
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(null), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <IconButton
        label={t("copy", { what })}
        onClick={({ currentTarget }) => void copy(text, currentTarget).then(setCopied)}
      >
        {copied ? <Check className="text-good" /> : <CopyIcon />}
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
      {copied === false && <ByHand text={text} what={what} />}
    </>
  );
}

/** Where no script may copy: the text, selected. */
function ByHand({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation();
  const says = useId();
  return (
    <span className="flex max-w-full flex-wrap items-center gap-2">
      <span id={says} role="alert" className="text-sm text-bad">
        {t("notCopied")}
      </span>
      <textarea
        rows={1}
        readOnly
        autoFocus
        value={text}
        aria-label={what}
        aria-describedby={says}
        onFocus={(event) => event.currentTarget.select()}
        className="min-h-8 min-w-0 rounded-md border border-strong bg-surface px-2 font-mono text-sm text-ink"
      />
    </span>
  );
}
