import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Entry } from "../../live/condition";
import { useLive } from "../../live/context";

/** The route that the stream follows: where it may come from, and where it goes. */
export function OfRoute({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const routes = useLive((state) => state.routes);
  const key = entry.stream?.route ?? entry.route?.key;
  const route = key ? routes.get(key) : undefined;
  if (!key || !route) return <p className="p-4 text-soft">{t("detail.noRoute")}</p>;
  const outputs = Object.entries(route.outputs ?? {});
  return (
    <dl className="grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[auto_minmax(0,1fr)] [&_dt]:text-soft">
      <dt>{t("stream.route")}</dt>
      <dd>
        <Link to={`/routes/${key.split("/").map(encodeURIComponent).join("/")}`} className="text-accent underline">
          {key}
        </Link>
        {key !== entry.key && <span className="ml-2 text-soft">{t("detail.pattern")}</span>}
        {route.enabled === false && <span className="ml-2 text-warn">{t("state.disabled")}</span>}
      </dd>
      <dt>{t("detail.sources")}</dt>
      <dd>
        <ol className="list-inside list-decimal">
          {(route.sources ?? []).map((source, index) => (
            <li key={index} className="break-all">
              {source.type} {"url" in source && <span className="font-mono text-sm text-soft">{String(source.url)}</span>}
            </li>
          ))}
        </ol>
        {(route.sources ?? []).length === 0 && t("detail.anyPublisher")}
      </dd>
      <dt>{t("detail.outputs")}</dt>
      <dd>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {outputs.map(([name, value]) => (
            <li key={name} className={value === false ? "text-soft" : undefined}>
              {name}: {t(value === false ? "detail.off" : "detail.on")}
              {Array.isArray(value) && ` (${value.length})`}
            </li>
          ))}
          {outputs.length === 0 && <li className="text-soft">{t("detail.usual")}</li>}
        </ul>
      </dd>
    </dl>
  );
}
