import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, keyPath, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";

/** Makes a route for a stream that just appeared: whoever publishes to its key, as now. */
export function Adopt({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  const { operate } = useMay();
  const online = useOnline();
  const adopt = useMutation({
    mutationFn: () =>
      taken(
        api.PUT("/routes/{app}/{name}", {
          params: { path: keyPath(streamKey), header: { "If-None-Match": "*" } },
          body: { key: streamKey },
        }),
      ),
  });
  if (!operate) return null;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {adopt.error && (
        <span role="alert" className="truncate text-bad">
          <Failure of={adopt.error} />
        </span>
      )}
      <Button
        disabled={!online || adopt.isPending}
        title={online ? t("stream.adoptSays") : t("problem.offline")}
        onClick={() => adopt.mutate()}
      >
        {t("stream.adopt")}
      </Button>
    </span>
  );
}
