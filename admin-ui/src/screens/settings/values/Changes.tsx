import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Panel } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Answer, Trouble } from "../parts";
import { useWrite } from "../useWrite";

const MOST = 20;

/** The last changes, each to be taken back. */
export function Changes() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({
    queryKey: ["settings-versions"],
    queryFn: () => taken(api.GET("/settings/versions", { params: { query: { limit: MOST } } })),
  });
  const undo = useWrite(
    (version: number) => taken(api.POST("/settings/versions/{version}/undo", { params: { path: { version } }, body: {} })),
    { refresh: ["settings", "settings-versions"] },
  );
  return (
    <Panel title={t("settings.value.history")}>
      {undo.problem && (
        <div className="p-3">
          <Trouble>{undo.problem}</Trouble>
        </div>
      )}
      <Answer of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-soft">{t("settings.value.noHistory")}</p>
          ) : (
            <ol className="divide-y divide-line">
              {items.map((one) => (
                <li key={one.version} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 px-4 py-2">
                  <div className="min-w-0">
                    <p className="text-soft">
                      {format.time(one.at)} <span translate="no">{one.who}</span>
                    </p>
                    <ul>
                      {one.diff.map(({ path, before, after }) => (
                        <li key={path} className="break-all">
                          <code className="font-mono text-sm">{path}</code> <del translate="no" className="text-bad no-underline">{before ?? "–"}</del> →{" "}
                          <ins translate="no" className="text-good no-underline">{after ?? "–"}</ins>
                        </li>
                      ))}
                    </ul>
                  </div>
                  <Button disabled={!online || undo.busy} onClick={() => undo.run(one.version)} aria-label={t("settings.value.undoOf", { version: one.version })}>
                    {t("settings.value.undo")}
                  </Button>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}
