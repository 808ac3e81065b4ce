import { useTranslation } from "react-i18next";
import type { Schemas } from "../../../api/client";

const MOST = 200;
const colours = { create: "text-good", update: "text-warn", delete: "text-bad" } as const;
const signs = { create: "+", update: "~", delete: "−" } as const;

/** What a change does, or would do, to routes; the server's masks stay. */
export function ChangedRoutes({ of }: { of: Schemas["Change"] }) {
  const { t } = useTranslation();
  if (of.routes.length === 0) return <p className="text-soft">{t("settings.backup.nothing")}</p>;
  return (
    <ul tabIndex={0} aria-label={t("settings.backup.changes")} className="max-h-[35dvh] divide-y divide-line overflow-y-auto rounded-md border border-line">
      {of.routes.slice(0, MOST).map((route) => (
        <li key={route.key} className="px-3 py-1.5">
          <span className={`font-medium ${colours[route.action]}`}>
            <span aria-hidden="true" className="mr-2 font-mono">
              {signs[route.action]}
            </span>
            {t(`settings.backup.${route.action}`, { key: route.key })}
          </span>
          {route.diff && route.action === "update" && (
            <ul className="pl-5 text-sm text-soft">
              {route.diff.slice(0, 20).map((one) => (
                <li key={one.path} className="break-all">
                  <code className="font-mono">{one.path}</code>: {JSON.stringify(one.before ?? null)} → {JSON.stringify(one.after ?? null)}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
