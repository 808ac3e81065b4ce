import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { Typed } from "../dialogs";
import { dated, fetched, offer } from "../download";
import { Absent } from "../machine/Absent";
import { Known } from "../Sentence";
import { Answer, Trouble } from "../parts";
import { useWrite } from "../useWrite";

/** What has to be typed before secrets leave. */
const WORD = "heap";

/** Files for whoever is asked for help. */
export default function Tools() {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["contents"], queryFn: () => taken(api.GET("/diagnostics/contents")), enabled: online });
  const bundle = useDownload(() => fetched("GET", "/diagnostics"), "", "zip");
  const threads = useDownload(() => fetched("GET", "/diagnostics/threads"), "threads-", "txt");
  const [seconds, setSeconds] = useState("30");
  const jfr = useDownload(() => fetched("POST", "/diagnostics/jfr", { seconds: Number(seconds) }), "recording-", "jfr");
  const [heap, setHeap] = useState(false);
  return (
    <>
      <ScreenHead title={t("settings.page.tools")} />
      <div className="space-y-4">
        <Panel title={t("settings.tool.bundle")}>
          <div className="space-y-3 p-4">
            <p className="max-w-prose text-soft">{t("settings.tool.bundleSays")}</p>
            <Answer of={found}>
              {({ items }) => (
                <ul aria-label={t("settings.tool.contents")} className="grid gap-x-6 text-sm md:grid-cols-2">
                  {items.map((one) => (
                    <li key={one.name} className="flex gap-3 border-b border-line py-1">
                      <code className="w-36 shrink-0 font-mono">{one.name}</code>
                      <span className="text-soft">
                        <Known of={`settings.tool.part.${one.name.replace(/\..*$/, "")}`} otherwise={one.about} />
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Answer>
            <Trouble>{bundle.problem}</Trouble>
            <Button kind="primary" disabled={!online || bundle.busy} onClick={() => bundle.run(undefined)}>
              {t(bundle.busy ? "settings.tool.making" : "settings.tool.download")}
            </Button>
          </div>
        </Panel>
        <div className="grid gap-4 md:grid-cols-3">
          <Tool title={t("settings.tool.threads")} says={t("settings.tool.threadsSays")} problem={threads.problem}>
            <Button disabled={!online || threads.busy} onClick={() => threads.run(undefined)}>
              {t("settings.tool.threadsGet")}
            </Button>
          </Tool>
          <Tool title={t("settings.tool.jfr")} says={t("settings.tool.jfrSays")} problem={jfr.problem}>
            <Field label={t("settings.tool.seconds")} type="number" min={1} max={300} value={seconds} onChange={(event) => setSeconds(event.target.value)} />
            <Button disabled={!online || jfr.busy} onClick={() => jfr.run(undefined)}>
              {t(jfr.busy ? "settings.tool.recording" : "settings.tool.jfrGet")}
            </Button>
          </Tool>
          <Tool title={t("settings.tool.heap")} says={t("settings.tool.heapSays")} problem={undefined}>
            <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setHeap(true)}>
              {t("settings.tool.heapGet")}
            </Button>
          </Tool>
        </div>
        <Panel title={t("settings.tool.capture")}>
          <Absent part="capture" />
        </Panel>
      </div>
      {heap && (
        <Typed
          title={t("settings.tool.heap")}
          name={WORD}
          action={t("settings.tool.heapGet")}
          refresh={[]}
          call={async () => offer(await fetched("POST", "/diagnostics/heap-dump", { acceptSecrets: true }), dated("", "hprof"))}
          onClose={() => setHeap(false)}
        >
          {t("settings.tool.heapWarns")}
        </Typed>
      )}
    </>
  );
}

function useDownload(call: () => Promise<Blob>, name: string, end: string) {
  return useWrite(call, { done: (file) => offer(file, dated(name, end)) });
}

function Tool({ title, says, problem, children }: { title: string; says: string; problem: ReactNode; children: ReactNode }) {
  return (
    <Panel title={title}>
      <div className="space-y-3 p-4">
        <p className="text-soft">{says}</p>
        <Trouble>{problem}</Trouble>
        {children}
      </div>
    </Panel>
  );
}
