import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Notice } from "../../../design/Notice";
import { Panel } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { FormSheet } from "../dialogs";
import { Sentence } from "../Sentence";
import { Answer, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { LinkForm } from "./LinkForm";
import { Machine } from "./Machine";
import { Pending } from "./Pending";

export type Net = Schemas["SystemNetwork"];
export type Link = Net["links"][number];

const tones = { up: "good", down: "off", "no-cable": "warn" } as const;

export default function Network() {
  return (
    <Machine page="network" part="network">
      <Interfaces />
    </Machine>
  );
}

/** The name and each interface with what it has and what is set for it. */
function Interfaces() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ["system-network"], queryFn: () => taken(api.GET("/system/network")), refetchInterval: 5000 });
  return (
    <Answer of={found}>
      {(net) => (
        <>
          {net.pending && <Pending key={net.pending.until} seconds={net.pending.secondsLeft} at={found.dataUpdatedAt} links={net.links} />}
          {!net.managed && <Notice kind="warn">{t("settings.net.unmanaged")}</Notice>}
          <Name net={net} />
          {net.links.map((link) => (
            <One key={link.name} link={link} locked={!net.managed || net.pending !== null} />
          ))}
        </>
      )}
    </Answer>
  );
}

function Name({ net }: { net: Net }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [edits, setEdits] = useState(false);
  const write = useWrite((hostname: string) => taken(api.PUT("/system/hostname", { body: { hostname } })), {
    refresh: ["system-network"],
    done: () => setEdits(false),
  });
  return (
    <Panel
      title={t("settings.net.name")}
      actions={
        <Button disabled={!online} aria-haspopup="dialog" onClick={() => setEdits(true)}>
          {t("settings.net.rename")}
        </Button>
      }
    >
      <div className="space-y-1 p-4">
        <p translate="no" className="font-medium">{net.hostname}</p>
        <p className="text-soft"><Sentence of="settings.net.mdns" name={net.mdns ?? ""} /></p>
      </div>
      {edits && (
        <FormSheet
          title={t("settings.net.rename")}
          action={t("settings.save")}
          busy={write.busy}
          problem={write.problem}
          onClose={() => setEdits(false)}
          onSubmit={(form) => write.run(String(form.get("hostname")))}
        >
          <Field
            label={t("settings.net.name")}
            name="hostname"
            defaultValue={net.hostname}
            required
            maxLength={63}
            pattern="[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?"
            hint={t("settings.net.nameHint")}
            autoCapitalize="none"
            spellCheck={false}
          />
        </FormSheet>
      )}
    </Panel>
  );
}

function One({ link, locked }: { link: Link; locked: boolean }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [edits, setEdits] = useState(false);
  const lines: [string, string][] = [
    [t("settings.net.has"), link.addresses.join(", ")],
    [t("settings.net.gateways"), link.gateways.join(", ")],
    [t("settings.net.mac"), link.mac ?? ""],
  ];
  return (
    <Panel
      title={link.name}
      actions={
        <Button disabled={!online || locked} aria-haspopup="dialog" onClick={() => setEdits(true)}>
          {t("settings.net.change", { name: link.name })}
        </Button>
      }
    >
      <dl data-link-name={link.name} className="grid gap-x-6 gap-y-1 p-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <dt className="text-soft">{t("settings.net.state.title")}</dt>
        <dd>
          <Verdict tone={tones[link.state]}>{t(`settings.net.state.${link.state}`)}</Verdict>
        </dd>
        <dt className="text-soft">{t("settings.net.set")}</dt>
        <dd>{t(`settings.net.method.${link.setting?.method ?? "system"}`)}</dd>
        {lines.map(
          ([name, value]) =>
            value && (
              <div key={name} className="contents">
                <dt className="text-soft">{name}</dt>
                <dd translate="no" className="break-all">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {edits && <LinkForm link={link} onClose={() => setEdits(false)} />}
    </Panel>
  );
}
