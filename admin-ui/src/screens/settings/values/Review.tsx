import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../design/Button";
import { Sheet } from "../../../frame/Sheet";
import { useOnline } from "../../../live/context";
import { Trouble } from "../parts";
import { type Setting, next } from "./settings";

interface Props {
  changes: { setting: Setting; after: string | null }[];
  busy: boolean;
  problem: ReactNode;
  onApply: () => void;
  onClose: () => void;
}

/** What would change, before it does. Of secrets that they change alone. */
export function Review({ changes, busy, problem, onApply, onClose }: Props) {
  const { t } = useTranslation();
  const online = useOnline();
  const restarts = changes.filter(({ setting }) => setting.change === "restart").length;
  const plain = (value: string) => (value ? <span translate="no">{value}</span> : t("settings.value.empty"));
  const before = (setting: Setting) =>
    setting.secret ? t(next(setting) ? "settings.value.set" : "settings.value.notSet") : plain(next(setting));
  const after = (setting: Setting, value: string | null) => {
    if (value === null) return t("settings.value.back");
    if (setting.secret) return t(value ? "settings.value.anew" : "settings.value.notSet");
    return plain(value);
  };
  return (
    <Sheet title={t("settings.value.review")} onClose={onClose}>
      <div className="space-y-4 p-4">
        <dl className="max-h-[45dvh] divide-y divide-line overflow-y-auto rounded-md border border-line" tabIndex={0}>
          {changes.map(({ setting, after: value }) => (
            <div key={setting.key} className="px-3 py-2">
              <dt translate="no" className="font-mono text-sm break-all text-soft">{setting.key}</dt>
              <dd className="flex flex-wrap gap-x-2 break-all">
                <del className="text-bad no-underline">{before(setting)}</del>
                <span aria-hidden="true">→</span>
                <ins className="text-good no-underline">{after(setting, value)}</ins>
                {setting.change === "restart" && <span className="text-sm text-warn">{t("settings.value.restart")}</span>}
              </dd>
            </div>
          ))}
        </dl>
        {restarts > 0 && <p className="text-sm text-soft">{t("settings.value.restartSays", { count: restarts })}</p>}
        <Trouble>{problem}</Trouble>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" disabled={!online || busy} onClick={onApply}>
            {t("settings.value.apply")}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
