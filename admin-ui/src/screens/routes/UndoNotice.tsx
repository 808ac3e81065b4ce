import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import type { Wiring } from "./useWiring";

/** What was done, for as long as it can be taken back by a click. */
export function UndoNotice({ wiring }: { wiring: Wiring }) {
  const { t } = useTranslation();
  if (!wiring.done) return null;
  return (
    <div
      data-undo
      className="fixed bottom-20 left-1/2 z-30 flex w-max max-w-[calc(100vw-1.5rem)] -translate-x-1/2 items-center gap-4 rounded-lg border border-strong bg-raised py-2 pr-2 pl-4 shadow-2xl md:bottom-6"
    >
      <span className="min-w-0 truncate">{wiring.done.says}</span>
      <Button onClick={wiring.undo}>{t("routes.undo")} (U)</Button>
    </div>
  );
}
