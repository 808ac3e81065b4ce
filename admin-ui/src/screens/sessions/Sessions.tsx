import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { type Session, api, taken } from "../../api/client";
import { ScreenHead } from "../../design/Panel";
import { keymap, useKeys } from "../../frame/keymap";
import { useOnline } from "../../live/context";
import { SessionTable } from "./SessionTable";

const kinds = ["publisher", "viewer", "push"] as const;

/** Those that can be asked for, this one among them; none without a cluster. */
function useNodes() {
  const online = useOnline();
  const found = useQuery({
    queryKey: ["cluster"],
    queryFn: () => taken(api.GET("/cluster")),
    enabled: online,
    retry: false,
  });
  return found.data ? found.data.nodes.filter(({ state }) => state === "member" || state === "draining") : [];
}

/** Everybody who is here now. What is filtered stands in the address. */
export default function Sessions() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filter = useRef<HTMLInputElement>(null);
  const q = search.get("q") ?? "";
  const kind = kinds.find((one) => one === search.get("kind"));
  const nodes = useNodes();
  const wanted = search.get("node") ?? "";
  const node = wanted === "all" || nodes.some(({ number }) => `${number}` === wanted) ? wanted : "";
  const query: { q?: string; kind?: Session["kind"]; node?: string } = {};
  if (node && nodes.length > 0) query.node = node;
  const late = useDeferredValue(q);
  if (late) query.q = late;
  if (kind) query.kind = kind;
  useKeys({
    [keymap.filter]: (event) => {
      event.preventDefault();
      filter.current?.focus();
    },
  });
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <ScreenHead title={t("sessions.title")}>
        {nodes.length > 0 && (
          <select
            aria-label={t("sessions.ofNode")}
            value={node}
            onChange={(event) => set("node", event.target.value)}
            className="min-h-8 rounded-md border border-strong bg-surface px-2"
          >
            <option value="">{t("sessions.thisNode")}</option>
            <option value="all">{t("sessions.allNodes")}</option>
            {nodes.map(({ number, name }) => (
              <option key={number} value={number}>
                {`${number} · ${name}`}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label={t("sessions.kind")}
          value={kind ?? ""}
          onChange={(event) => set("kind", event.target.value)}
          className="min-h-8 rounded-md border border-strong bg-surface px-2"
        >
          <option value="">{t("sessions.all")}</option>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {t(`sessions.${one}`)}
            </option>
          ))}
        </select>
        <input
          ref={filter}
          type="search"
          aria-label={t("sessions.filter")}
          placeholder={`${t("sessions.filter")} ( / )`}
          value={q}
          onChange={(event) => set("q", event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          className="min-h-8 w-64 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
      </ScreenHead>
      <div className="rounded-lg border border-line bg-surface">
        <SessionTable query={query} />
      </div>
    </>
  );
}
