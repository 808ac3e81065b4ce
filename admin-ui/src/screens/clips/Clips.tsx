import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, taken } from "../../api/client";
import { Notice } from "../../design/Notice";
import { Empty, ScreenHead, Skeleton } from "../../design/Panel";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { Bring } from "./Bring";
import { ClipRow } from "./ClipRow";
import { DeleteClip } from "./DeleteClip";
import type { Clip } from "./upload";
import { useUploads } from "./useUploads";

const BUSY_MS = 1000;
const IDLE_MS = 10_000;

/** Films and pictures that routes play: brought, looked at by the server, made playable. */
export default function Clips() {
  const { t } = useTranslation();
  const { operate } = useMay();
  const uploads = useUploads();
  const [leaving, setLeaving] = useState<Clip>();
  const found = useQuery({
    queryKey: ["clips"],
    queryFn: () => taken(api.GET("/clips")),
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.state !== "ready" && one.state !== "failed") ? BUSY_MS : IDLE_MS),
  });
  const clips = found.data?.items ?? [];
  return (
    <div className="mx-auto max-w-5xl">
      <ScreenHead title={t("clips.title")}>
        <Link to="/routes" className="inline-flex min-h-8 items-center px-2 text-accent underline">
          {t("clips.toRoutes")}
        </Link>
      </ScreenHead>
      {operate && <Bring used={new Set(clips.map((one) => one.name))} onBegin={uploads.begin} />}
      {found.error && (
        <Notice kind="bad" alert>
          <Failure of={found.error} />
        </Notice>
      )}
      {found.isPending && <Skeleton className="h-32" />}
      {found.isSuccess && clips.length === 0 && (
        <Empty title={t("clips.empty")}>
          <p>{t("clips.emptySays")}</p>
        </Empty>
      )}
      {clips.length > 0 && (
        <ul aria-label={t("clips.title")} className="divide-y divide-line rounded-lg border border-line bg-surface">
          {clips.map((clip) => (
            <ClipRow
              key={clip.name}
              clip={clip}
              upload={uploads.uploads[clip.name]}
              file={uploads.fileOf(clip.name)}
              onPause={() => uploads.pause(clip.name)}
              onResume={(file) => void uploads.resume(clip.name, file)}
              onDelete={() => setLeaving(clip)}
            />
          ))}
        </ul>
      )}
      {leaving && (
        <DeleteClip
          clip={leaving}
          onClose={(gone) => {
            if (gone) uploads.forget(leaving.name);
            setLeaving(undefined);
          }}
        />
      )}
    </div>
  );
}
