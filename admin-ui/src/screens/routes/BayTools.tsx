import { Panel } from "@xyflow/react";
import { AlignStartVertical, LayoutDashboard } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import type { usePlaces } from "./usePlaces";

/** Puts the ports in order; there where something was moved or chosen. */
export function BayTools({ ordered }: { ordered: ReturnType<typeof usePlaces> }) {
  const { t } = useTranslation();
  return (
    <Panel position="top-right" className="flex items-center gap-2">
      {ordered.chosen.size > 1 && (
        <>
          <span className="rounded bg-ground/90 px-2 text-sm text-soft">{t("routes.chosen", { count: ordered.chosen.size })}</span>
          <Button onClick={ordered.align}>
            <AlignStartVertical aria-hidden="true" className="size-4" />
            {t("routes.align")}
          </Button>
        </>
      )}
      {ordered.moved && (
        <Button onClick={ordered.anew}>
          <LayoutDashboard aria-hidden="true" className="size-4" />
          {t("routes.layout")} (L)
        </Button>
      )}
    </Panel>
  );
}
