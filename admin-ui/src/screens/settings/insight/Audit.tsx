import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Failure } from "../../../session/Failure";
import { dated, offer } from "../download";
import { Table, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { csv } from "./csv";

type Entry = Schemas["AuditEntry"];
const names = ["who", "path", "from", "to"] as const;
type Filter = Partial<Record<(typeof names)[number], string>>;

const PAGE = 100;
/** Of an export: the newest. */
const MOST = 10_000;
const columns = ["number", "at", "who", "remote", "method", "path", "status", "hash"] as const;

const load = (filter: Filter, before: number | undefined, limit: number) =>
  taken(api.GET("/audit", { params: { query: { ...filter, limit, ...(before ? { before } : {}) } } }));

async function everything(filter: Filter): Promise<Entry[]> {
  const all: Entry[] = [];
  let before: number | undefined;
  do {
    const page = await load(filter, before, 1000);
    all.push(...page.items);
    before = page.next === null ? undefined : Number(page.next);
  } while (before && all.length < MOST);
  return all.slice(0, MOST);
}

const outcome = (status: number) => (status < 400 ? "good" : status < 500 ? "warn" : "bad");

/** Who changed what; the chain of hashes shows whether anybody has altered that. */
export default function Audit() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {};
  for (const name of names) {
    const value = search.get(name);
    if (value) filter[name] = name === "from" || name === "to" ? new Date(value).toISOString() : value;
  }
  const found = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => load(filter, pageParam, PAGE),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.next === null ? undefined : Number(page.next)),
    enabled: online,
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const chain = useQuery({ queryKey: ["audit-chain"], queryFn: () => taken(api.GET("/audit/verify")), enabled: online });
  const out = useWrite(() => everything(filter), {
    done: (all) => offer(new Blob([csv(columns, all)], { type: "text/csv" }), dated("audit-", "csv")),
  });
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <ScreenHead title={t("settings.page.audit")}>
        <Button disabled={!online || out.busy} onClick={() => out.run(undefined)}>
          {t("settings.audit.export")}
        </Button>
      </ScreenHead>
      <div className="space-y-4">
        {chain.data &&
          (chain.data.intact ? (
            <Notice kind="good">{t("settings.audit.intact", { entries: format.number(chain.data.entries) })}</Notice>
          ) : (
            <Notice kind="bad" alert>
              {t("settings.audit.broken")} <span lang="en">{chain.data.broken}</span>
            </Notice>
          ))}
        <Trouble>{out.problem}</Trouble>
        <div className="flex flex-wrap gap-3">
          {names.map((name) => (
            <label key={name} className="block">
              <span className="mb-1 block text-sm text-soft">{t(`settings.audit.${name}`)}</span>
              <input
                type={name === "from" || name === "to" ? "datetime-local" : "search"}
                value={search.get(name) ?? ""}
                placeholder={name === "path" ? "/api/v1/routes" : undefined}
                onChange={(event) => set(name, event.target.value)}
                className="min-h-8 rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
              />
            </label>
          ))}
        </div>
        <Panel title={t("settings.page.audit")}>
          {found.error && (
            <p role="alert" className="p-4 text-soft">
              <Failure of={found.error} />
            </p>
          )}
          {found.data && items.length === 0 && <p className="p-4 text-soft">{t("settings.audit.none")}</p>}
          {items.length > 0 && (
            <Table label={t("settings.page.audit")} head={["at", "who", "remote", "call", "status"].map((one) => t(`settings.audit.${one}`))}>
              {items.map((one) => (
                <tr key={one.number}>
                  <td className="text-soft">{format.time(one.at)}</td>
                  <td translate="no">{one.who}</td>
                  <td className="text-soft">{one.remote}</td>
                  <td translate="no" className="max-w-[32rem] truncate font-mono text-sm" title={one.path}>
                    {one.method} {one.path}
                  </td>
                  <td>
                    <Verdict tone={outcome(one.status)}>{one.status}</Verdict>
                  </td>
                </tr>
              ))}
            </Table>
          )}
          {found.hasNextPage && (
            <p className="border-t border-line p-3">
              <Button disabled={!online || found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
                {t("settings.audit.older")}
              </Button>
            </p>
          )}
        </Panel>
      </div>
    </>
  );
}
