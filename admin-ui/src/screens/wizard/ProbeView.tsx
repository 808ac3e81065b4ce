import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import type { RouteSource } from "../../api/routes";
import { Button } from "../../design/Button";
import { useOnline } from "../../live/context";
import { Report, useProbe } from "./probe";

interface Props {
  source: RouteSource;
  srt: Schemas["RouteSrt"] | undefined;
  onBack: () => void;
  onNext: () => void;
}

/** The gateway looks at the source before it is saved. */
export function ProbeView({ source, srt, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const online = useOnline();
  const probe = useProbe(source, srt, true);
  const ok = probe.report?.ok ?? false;
  return (
    <div className="space-y-5">
      <Report probe={probe} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{t("wizard.back")}</Button>
        <Button disabled={probe.running || !online} onClick={probe.again}>
          {t("retry")}
        </Button>
        <Button kind={ok ? "primary" : "plain"} onClick={onNext}>
          {t(ok ? "wizard.next" : "wizard.anyway")}
        </Button>
      </div>
    </div>
  );
}
