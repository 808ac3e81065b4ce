import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { CopyButton } from "../../design/Copy";
import type { Entry } from "../../live/condition";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";

const EVERY_MS = 2_000;

/** The stream, its route and its SRT links as the API tells them; secrets are not in them. */
export function Raw({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const online = useOnline();
  const links = useQuery({
    queryKey: ["links", entry.key],
    queryFn: () => taken(api.GET("/srt/links", { params: { query: { key: entry.key } } })),
    enabled: online,
    refetchInterval: EVERY_MS,
  });
  const text = JSON.stringify({ stream: entry.stream ?? null, route: entry.route ?? null, srtLinks: links.data?.items ?? null }, null, 2);
  return (
    <div className="relative">
      <div className="absolute top-2 right-4 rounded-md bg-raised">
        <CopyButton text={text} what={t("detail.tab.raw")} />
      </div>
      {links.error && <p className="p-4 text-soft"><Failure of={links.error} /></p>}
      <pre tabIndex={0} role="group" aria-label={t("detail.tab.raw")} className="max-h-[32rem] overflow-auto p-4 pr-14 font-mono text-sm">
        {text}
      </pre>
    </div>
  );
}
