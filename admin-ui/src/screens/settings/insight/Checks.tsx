import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Known } from "../Sentence";
import { Answer, Verdict } from "../parts";

type Check = Awaited<ReturnType<typeof load>>["items"][number];

const tones = { ok: "good", warning: "warn", failed: "bad", unknown: "off" } as const;
const order = ["failed", "warning", "unknown", "ok"];

const load = () => taken(api.GET("/diagnostics/checks"));

/** Whether the machine is as the gateway needs it; what is not comes first, with what to do. */
export default function Checks() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({ queryKey: ["checks"], queryFn: load, enabled: online, staleTime: 0 });
  return (
    <>
      <ScreenHead title={t("settings.page.checks")}>
        <Button disabled={!online || found.isFetching} onClick={() => found.refetch()}>
          <RefreshCw aria-hidden="true" className="size-4" />
          {t("settings.check.again")}
        </Button>
      </ScreenHead>
      <Panel title={found.data ? t("settings.check.of", { at: format.time(found.data.at) }) : t("settings.page.checks")}>
        <Answer of={found}>
          {({ items }) => (
            <ul className="divide-y divide-line">
              {[...items]
                .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
                .map((check, at) => (
                  <li key={at} data-check={check.id} data-verdict={check.verdict} className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[7.5rem_1fr]">
                    <Verdict tone={tones[check.verdict]}>{t(`settings.check.${check.verdict}`)}</Verdict>
                    <div className="min-w-0">
                      <p className="font-medium">
                        <Known of={`settings.check.name.${check.id}`} otherwise={check.id} /> <Values of={check} />
                      </p>
                      {check.advice && <p className="text-soft"><Known of={`settings.check.advice.${check.id}`} otherwise={check.advice} /></p>}
                    </div>
                  </li>
                ))}
            </ul>
          )}
        </Answer>
      </Panel>
    </>
  );
}

const sizes = ["wanted", "got", "free", "total", "heap", "machine"];

/** What was found, with its units. */
function Values({ of }: { of: Check }) {
  const format = useFormat();
  const shown = Object.entries(of.values).filter(([, value]) => value !== null);
  const said = (name: string, value: unknown) => {
    if (typeof value === "number") return of.id !== "descriptors" && sizes.includes(name) ? format.bytes(value) : format.number(value);
    return name === "now" ? format.time(String(value)) : <span translate="no">{String(value)}</span>;
  };
  return (
    <span className="font-normal break-words text-soft">
      {shown.map(([name, value], at) => (
        <Fragment key={name}>
          {at > 0 && " · "}
          <Known of={`settings.check.value.${name}`} otherwise={name} />: {said(name, value)}
        </Fragment>
      ))}
    </span>
  );
}
