import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { useMay } from "../../../session/context";
import { Sentence } from "../Sentence";
import { FormSheet } from "../dialogs";
import { Answer, Table, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";

type Feature = Schemas["Feature"];

interface Wish {
  name: string;
  for: string;
  percent: number | null;
}

/** Switches that work at once, for all, for a node, or for the routes with a label. */
export default function Features() {
  const { t } = useTranslation();
  const online = useOnline();
  const { operate } = useMay();
  const [open, setOpen] = useState<Feature | null>(null);
  const found = useQuery({ queryKey: ["features"], queryFn: () => taken(api.GET("/features")), refetchInterval: 5_000, enabled: online });
  const write = useWrite(
    ({ name, ...body }: Wish) => {
      const params = { path: { name }, header: { "If-Match": `"${found.data?.version ?? 0}"` } };
      return taken(api.PUT("/features/{name}", { params, body }));
    },
    { refresh: ["features"], fields: ["for", "percent"], done: () => setOpen(null) },
  );
  const target = (name: string) => (name === "all" ? t("settings.feature.all") : name);
  const called = ({ name }: Feature) => t(`settings.feature.names.${name}`);
  return (
    <>
      <ScreenHead title={t("settings.page.features")} />
      <Panel title={t("settings.page.features")}>
        {!open && write.problem && (
          <div className="p-3">
            <Trouble>{write.problem}</Trouble>
          </div>
        )}
        <Answer of={found}>
          {({ items }) => (
            <Table label={t("settings.page.features")} head={[t("settings.feature.name"), t("settings.user.state"), t("settings.feature.values")]} buttons={operate} wrap>
              {items.map((feature) => {
                const all = feature.values.find((value) => value.for === "all")?.percent ?? 100;
                return (
                  <tr key={feature.name} data-feature={feature.name}>
                    <td>
                      <span className="font-medium">{called(feature)}</span>{" "}
                      <code className="font-mono text-sm text-soft">{feature.name}</code>
                    </td>
                    <td>
                      {feature.heldOff ? (
                        <Verdict tone="warn">{t("settings.feature.heldOff")}</Verdict>
                      ) : all === 100 ? (
                        <Verdict tone="good">{t("settings.on")}</Verdict>
                      ) : all === 0 ? (
                        <Verdict tone="off">{t("settings.off")}</Verdict>
                      ) : (
                        <Verdict tone="warn">{t("settings.feature.share", { percent: all })}</Verdict>
                      )}
                    </td>
                    <td>
                      <ul className="flex flex-wrap gap-x-3">
                        {feature.values
                          .filter((value) => value.for !== "all")
                          .map((value) => (
                            <li key={value.for}>
                              <span translate={value.for === "all" ? undefined : "no"}>{target(value.for)}</span>: {value.percent} %{" "}
                              {operate && (
                                <Button
                                  kind="quiet"
                                  disabled={!online || write.busy}
                                  onClick={() => write.run({ name: feature.name, for: value.for, percent: null })}
                                  aria-label={t("settings.feature.takeBack", { name: `${called(feature)} ${value.for}` })}
                                >
                                  {t("settings.delete")}
                                </Button>
                              )}
                            </li>
                          ))}
                      </ul>
                    </td>
                    {operate && (
                      <td className="space-x-2 text-right whitespace-nowrap">
                        <Button
                          disabled={!online || write.busy}
                          onClick={() => write.run({ name: feature.name, for: "all", percent: all > 0 ? 0 : null })}
                          aria-label={t(all > 0 ? "settings.feature.offOf" : "settings.feature.onOf", { name: called(feature) })}
                        >
                          {t(all > 0 ? "settings.feature.off" : "settings.feature.on")}
                        </Button>
                        <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen(feature)} aria-label={t("settings.feature.moreOf", { name: called(feature) })}>
                          {t("settings.feature.more")}
                        </Button>
                      </td>
                    )}
                  </tr>
                );
              })}
            </Table>
          )}
        </Answer>
      </Panel>
      {open && (
        <FormSheet
          title={t("settings.feature.moreOf", { name: called(open) })}
          action={t("settings.save")}
          busy={write.busy}
          problem={write.problem}
          onClose={() => setOpen(null)}
          onSubmit={(form) => write.run({ name: open.name, for: String(form.get("for")).trim(), percent: Number(form.get("percent")) })}
        >
          <Field
            label={t("settings.feature.for")}
            name="for"
            defaultValue="all"
            required
            hint={<Sentence of="settings.feature.forHint" all="all" node="node:NAME" label="label:WORD" />}
            problem={write.fault("for")}
          />
          <Field
            label={t("settings.feature.percent")}
            name="percent"
            type="number"
            min={0}
            max={100}
            step={open.staging === "none" ? 100 : 1}
            defaultValue={100}
            required
            hint={t(open.staging === "none" ? "settings.feature.whole" : "settings.feature.staged")}
            problem={write.fault("percent")}
          />
        </FormSheet>
      )}
    </>
  );
}
