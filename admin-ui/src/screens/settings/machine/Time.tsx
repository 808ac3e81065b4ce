import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Choice, Field } from "../../../design/Field";
import { Panel } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { FormSheet } from "../dialogs";
import { Answer, Tick, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { Difference, changed, listed } from "./Difference";
import { Machine } from "./Machine";

type Clock = Schemas["SystemTime"];

export default function Time() {
  return (
    <Machine page="time" part="time">
      <Clocks />
    </Machine>
  );
}

function Clocks() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [edits, setEdits] = useState(false);
  const found = useQuery({ queryKey: ["system-time"], queryFn: () => taken(api.GET("/system/time")), refetchInterval: 5000 });
  const byHand = useWrite(() => taken(api.PUT("/system/time", { body: { ntp: false, at: new Date().toISOString() } })), { refresh: ["system-time"] });
  return (
    <Panel
      title={t("settings.clock.title")}
      actions={
        <Button disabled={!online || !found.data} aria-haspopup="dialog" onClick={() => setEdits(true)}>
          {t("settings.clock.change")}
        </Button>
      }
    >
      <Answer of={found}>
        {(clock) => (
          <div className="space-y-4 p-4">
            <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
              <dt className="text-soft">{t("settings.clock.now")}</dt>
              <dd className="tabular-nums">{format.time(clock.now)}</dd>
              <dt className="text-soft">{t("settings.clock.zone")}</dt>
              <dd translate="no">{clock.zone}</dd>
              <dt className="text-soft">{t("settings.clock.ntp")}</dt>
              <dd>
                <Verdict tone={clock.synchronized ? "good" : clock.ntp ? "warn" : "off"}>
                  {t(clock.synchronized ? "settings.clock.synchronized" : clock.ntp ? "settings.clock.searching" : "settings.off")}
                </Verdict>
              </dd>
              <dt className="text-soft">{t("settings.clock.servers")}</dt>
              <dd>{clock.servers.length > 0 ? <span translate="no">{clock.servers.join(", ")}</span> : t("settings.clock.ofSystem")}</dd>
            </dl>
            {!clock.ntp && (
              <div className="space-y-2">
                <p className="text-soft">{t("settings.clock.byHandSays")}</p>
                <Button disabled={!online || byHand.busy} onClick={() => byHand.run(undefined)}>
                  {t("settings.clock.byHand")}
                </Button>
                <Trouble>{byHand.problem}</Trouble>
              </div>
            )}
            {edits && <Form clock={clock} onClose={() => setEdits(false)} />}
          </div>
        )}
      </Answer>
    </Panel>
  );
}

/** All that the browser knows, and what is set where that is another one. */
const zones = (now: string) => [...new Set([now, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();

function Form({ clock, onClose }: { clock: Clock; onClose: () => void }) {
  const { t } = useTranslation();
  // the clock goes on meanwhile, what was found at first stays
  const [now] = useState({ zone: clock.zone, ntp: clock.ntp, servers: clock.servers.join(", ") });
  const [draft, setDraft] = useState(now);
  const [reviews, setReviews] = useState(false);
  const servers = listed(draft.servers);
  const write = useWrite(() => taken(api.PUT("/system/time", { body: { zone: draft.zone, ntp: draft.ntp, servers } })), {
    refresh: ["system-time"],
    done: onClose,
  });
  const says = (on: boolean) => t(on ? "settings.on" : "settings.off");
  const changes = changed([
    { name: t("settings.clock.zone"), before: now.zone, after: draft.zone },
    { name: t("settings.clock.ntp"), before: says(now.ntp), after: says(draft.ntp) },
    { name: t("settings.clock.servers"), before: now.servers, after: servers.join(", ") },
  ]);
  if (reviews) {
    return (
      <Difference
        title={t("settings.clock.change")}
        changes={changes}
        busy={write.busy}
        problem={write.problem}
        onApply={() => write.run(undefined)}
        onClose={() => setReviews(false)}
      />
    );
  }
  return (
    <FormSheet
      title={t("settings.clock.change")}
      action={t("settings.value.look")}
      busy={false}
      ready={changes.length > 0}
      onSubmit={() => setReviews(true)}
      onClose={onClose}
    >
      <Choice
        label={t("settings.clock.zone")}
        translate="no"
        options={zones(now.zone).map((zone) => [zone, zone])}
        value={draft.zone}
        onChange={(event) => setDraft({ ...draft, zone: event.target.value })}
      />
      <Tick
        label={t("settings.clock.ntp")}
        checked={draft.ntp}
        disabled={!clock.canNtp}
        onChange={(event) => setDraft({ ...draft, ntp: event.target.checked })}
      />
      <Field
        label={t("settings.clock.servers")}
        hint={t("settings.clock.serversHint")}
        value={draft.servers}
        onChange={(event) => setDraft({ ...draft, servers: event.target.value })}
        autoCapitalize="none"
        spellCheck={false}
      />
    </FormSheet>
  );
}
