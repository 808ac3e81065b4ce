import { useMutation, useQuery } from "@tanstack/react-query";
import { LoaderCircle, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { Sentence } from "../settings/Sentence";
import { type Batch, type Found, nameOf, targetsOf } from "./cameras";
import { Login } from "./Login";
import type { Order } from "./order";

const SECONDS = 6;
const LOOK = 500;

interface Props {
  order: Order;
  onChange: (order: Order) => void;
}

/** Asks the network who is a camera; the list grows as they answer. */
export function FindCameras({ order, onChange }: Props) {
  const { t } = useTranslation();
  const online = useOnline();
  const { batch } = order;
  const [id, setId] = useState<string>();
  const set = (change: Partial<Batch>) => onChange({ ...order, batch: { ...batch, ...change } });
  const begin = useMutation({
    mutationFn: () => {
      const targets = targetsOf(batch.targets);
      return taken(
        api.POST("/onvif/searches", {
          body: { seconds: SECONDS, ...(batch.network ? { interface: batch.network } : {}), ...(targets.length > 0 ? { targets } : {}) },
        }),
      );
    },
    onSuccess: (search) => {
      set({ found: [], picked: [], choices: [] });
      setId(search.id);
    },
  });
  const search = useQuery({
    queryKey: ["camera-search", id],
    queryFn: () => taken(api.GET("/onvif/searches/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data?.running === false || query.state.error ? false : LOOK),
    retry: false,
  });
  const data = search.data;
  useEffect(() => {
    if (data && data.cameras.length !== batch.found.length) set({ found: data.cameras });
  });
  const running = begin.isPending || (id !== undefined && !search.error && data?.running !== false);
  const failure = begin.error ?? search.error;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,14rem)_1fr_auto]">
        <Interfaces value={batch.network} onChange={(network) => set({ network })} />
        <Field
          label={t("wizard.find.targets")}
          hint={t("wizard.find.targetsHint")}
          value={batch.targets}
          onChange={(event) => set({ targets: event.target.value })}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
        />
        <Button kind={batch.found.length > 0 ? "plain" : "primary"} className="min-h-9 sm:mt-6.5" disabled={running || !online} onClick={() => begin.mutate()}>
          <Search aria-hidden="true" className="size-4" />
          {t(id === undefined ? "wizard.find.search" : "wizard.find.again")}
        </Button>
      </div>
      {failure && (
        <Notice kind="bad" alert>
          <Failure of={failure} />
        </Notice>
      )}
      {data?.problems.map((problem) => (
        <Notice key={problem.at} kind="warn">
          <Sentence of="wizard.find.problem" at={problem.at} says={problem.says} />
        </Notice>
      ))}
      {data?.full && <Notice kind="warn">{t("wizard.find.full")}</Notice>}
      <p role="status" className="flex min-h-6 items-center gap-2 text-soft" data-search={running ? "running" : id ? "ended" : "none"}>
        {running && <LoaderCircle aria-hidden="true" className="size-4 animate-spin" />}
        {running
          ? t("wizard.find.running", { count: batch.found.length })
          : batch.found.length > 0
            ? t("wizard.find.ended", { count: batch.found.length })
            : t(id === undefined ? "wizard.find.before" : "wizard.find.nobody")}
      </p>
      {batch.found.length > 0 && (
        <>
          <Cameras found={batch.found} picked={batch.picked} onPick={(picked) => set({ picked, choices: batch.choices.filter((one) => picked.includes(one.camera.url)) })} />
          <Login order={order} onChange={onChange} hint={t("wizard.find.loginHint")} />
        </>
      )}
    </>
  );
}

function Interfaces({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ["interfaces"], queryFn: () => taken(api.GET("/onvif/interfaces")) });
  return (
    <label className="block">
      <span className="mb-1 block font-medium">{t("wizard.find.network")}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)} className="min-h-9 w-full rounded-md border border-strong bg-ground px-2">
        <option value="">{t("wizard.find.everywhere")}</option>
        {found.data?.items.map((one) => (
          <option key={one.name} value={one.name}>
            {one.name} ({one.addresses.join(", ")})
          </option>
        ))}
      </select>
    </label>
  );
}

function Cameras({ found, picked, onPick }: { found: Found[]; picked: string[]; onPick: (urls: string[]) => void }) {
  const { t } = useTranslation();
  const all = picked.length === found.length;
  const toggle = (url: string) => onPick(picked.includes(url) ? picked.filter((one) => one !== url) : [...picked, url]);
  return (
    <fieldset className="rounded-lg border border-line bg-surface">
      <legend className="sr-only">{t("wizard.find.cameras")}</legend>
      <label className="flex min-h-10 items-center gap-3 border-b border-line px-4 text-soft">
        <input type="checkbox" className="size-4 accent-accent" checked={all} onChange={() => onPick(all ? [] : found.map((one) => one.url))} />
        {t("wizard.find.all")}
      </label>
      <ul className="max-h-96 divide-y divide-line overflow-y-auto">
        {found.map((camera) => (
          <li key={camera.url}>
            <label className="flex min-h-12 cursor-pointer items-center gap-3 px-4 py-1 hover:bg-raised">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                checked={picked.includes(camera.url)}
                onChange={() => toggle(camera.url)}
              />
              <span className="min-w-0 grow">
                <span className="block truncate font-medium">{nameOf(camera)}</span>
                <span className="block truncate text-sm text-soft">{[camera.hardware, camera.location].filter(Boolean).join(", ")}</span>
              </span>
              <span className="font-mono text-sm text-soft">{camera.address}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
