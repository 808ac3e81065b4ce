import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { Skeleton } from "../../design/Panel";
import { Failure } from "../../session/Failure";
import { JoinForm } from "./JoinForm";

interface Props {
  /** Goes on alone. */
  onAlone: () => void;
  /** Routes and users are the cluster's by now. */
  onJoined: () => void;
}

/** Of the first boot: this gateway works alone, or brings a token of a cluster that there is. */
export default function FirstJoin({ onAlone, onJoined }: Props) {
  const { t } = useTranslation();
  const [joins, setJoins] = useState(false);
  const [joined, setJoined] = useState(false);
  const found = useQuery({ queryKey: ["cluster"], queryFn: () => taken(api.GET("/cluster")) });
  const inside = joined || (found.data?.nodes.length ?? 0) > 0;
  return (
    <div className="space-y-4" data-first={inside ? "joined" : "cluster"}>
      <h2>{t("cluster.first.title")}</h2>
      {inside ? (
        <>
          <Notice kind="good" alert>
            {t("cluster.first.joined")}
          </Notice>
          <Button kind="primary" className="w-full" onClick={onJoined}>
            {t("cluster.see")}
          </Button>
        </>
      ) : (
        <>
          <fieldset className="space-y-2">
            <legend className="mb-2 text-soft">{t("cluster.first.says")}</legend>
            {[false, true].map((one) => (
              <label key={String(one)} className="flex min-h-10 items-center gap-3 rounded-md border border-line px-3">
                <input type="radio" name="cluster" className="size-4 accent-accent" checked={joins === one} onChange={() => setJoins(one)} />
                {t(one ? "cluster.join" : "cluster.first.alone")}
              </label>
            ))}
          </fieldset>
          {!joins && (
            <Button kind="primary" className="w-full" onClick={onAlone}>
              {t("setup.next")}
            </Button>
          )}
          {joins && found.isPending && <Skeleton className="h-40" />}
          {joins && found.error && (
            <Notice kind="bad" alert>
              <Failure of={found.error} />
            </Notice>
          )}
          {joins && found.data && <JoinForm self={found.data.self} locked={false} onJoined={() => setJoined(true)} />}
        </>
      )}
    </div>
  );
}
