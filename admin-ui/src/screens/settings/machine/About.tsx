import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { useMay } from "../../../session/context";
import { Answer, Verdict } from "../parts";

const native = { srt: "libsrt", audio: "FFmpeg" } as const;

/** Which version runs, on what, and of what it is made. */
export default function About() {
  const { t } = useTranslation();
  const online = useOnline();
  const { administer } = useMay();
  const found = useQuery({ queryKey: ["capabilities"], queryFn: () => taken(api.GET("/capabilities")), enabled: online });
  return (
    <>
      <ScreenHead title={t("settings.page.about")} />
      <div className="space-y-4">
        <Panel title="Tidegate">
          <Answer of={found}>
            {({ version, java, system, processors, parts }) => (
              <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 p-4">
                <dt className="text-soft">{t("settings.build.version")}</dt>
                <dd translate="no" className="font-medium">{version}</dd>
                <dt className="text-soft">{t("settings.build.licence")}</dt>
                <dd translate="no">Apache-2.0</dd>
                <dt translate="no" className="text-soft">Java</dt>
                <dd translate="no">{java}</dd>
                <dt className="text-soft">{t("settings.build.system")}</dt>
                <dd>
                  <span translate="no">{system}</span>, {t("settings.gauge.cores", { count: processors })}
                </dd>
                {Object.entries(native).map(([part, name]) => (
                  <div key={part} className="contents">
                    <dt translate="no" className="text-soft">{name}</dt>
                    <dd>
                      <Verdict tone={parts[part]?.available ? "good" : "bad"}>
                        {t(parts[part]?.available ? "settings.machine.here" : "settings.machine.absent")}
                      </Verdict>{" "}
                      <span lang="en">{parts[part]?.reason}</span>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </Answer>
        </Panel>
        {administer && <Libraries />}
      </div>
    </>
  );
}

function Libraries() {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["software"], queryFn: () => taken(api.GET("/diagnostics/software")), enabled: online });
  return (
    <Panel title={t("settings.build.libraries")}>
      <p className="px-4 pt-3 text-soft">{t("settings.build.sbom")}</p>
      <Answer of={found}>
        {({ libraries }) => (
          <ul translate="no" className="columns-1 gap-6 p-4 font-mono text-sm sm:columns-2 xl:columns-3">
            {libraries.map((one) => (
              <li key={one} className="break-all">
                {one.replace(/\.jar$/, "")}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
