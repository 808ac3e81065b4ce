import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { Notice } from "./Notice";

/** What went wrong, over the page, until it is closed. */
export function Toast({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="fixed bottom-20 left-1/2 z-50 w-[min(30rem,calc(100vw-1.5rem))] -translate-x-1/2">
      <Notice kind="bad" alert>
        <div className="flex items-start justify-between gap-2">
          <span>{children}</span>
          <IconButton label={t("close")} onClick={onClose}>
            <X />
          </IconButton>
        </div>
      </Notice>
    </div>
  );
}
