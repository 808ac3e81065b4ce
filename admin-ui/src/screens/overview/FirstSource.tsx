import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { CopyButton } from "../../design/Copy";
import { Notice } from "../../design/Notice";
import { Empty } from "../../design/Panel";
import { useOnline } from "../../live/context";
import { urls } from "../../player/address";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";

/** An address that an encoder may be given as it is. */
const EXAMPLE = "live/cam1";

/** Of an empty gateway: where to publish, and a picture for whoever has no camera at hand. */
export function FirstSource() {
  const { t } = useTranslation();
  const { operate } = useMay();
  const online = useOnline();
  const found = useQuery({ queryKey: ["urls", EXAMPLE], queryFn: () => urls(EXAMPLE) });
  const demo = useMutation({
    mutationFn: () =>
      taken(
        api.PUT("/routes/{app}/{name}", {
          params: { path: { app: "live", name: "demo" }, header: { "If-None-Match": "*" } },
          body: { key: "live/demo", labels: ["demo"], sources: [{ type: "test-pattern" }] },
        }),
      ),
  });
  return (
    <Empty title={t("overview.empty")}>
      <p>{t("overview.emptySays")}</p>
      <ul className="space-y-1 text-left">
        {Object.entries(found.data?.publish ?? {}).map(([protocol, url]) => (
          <li key={protocol} className="flex items-center gap-3 rounded-md border border-line bg-surface py-1 pr-1 pl-3">
            <b className="w-14 uppercase">{protocol}</b>
            <code className="min-w-0 grow font-mono break-all text-ink">{url}</code>
            <CopyButton text={url} what={protocol.toUpperCase()} />
          </li>
        ))}
      </ul>
      {operate && (
        <>
          <p>{t("overview.noCamera")}</p>
          <Button kind="primary" disabled={!online || demo.isPending} onClick={() => demo.mutate()}>
            {t("overview.testPattern")}
          </Button>
        </>
      )}
      {demo.error && (
        <Notice kind="bad" alert>
          <Failure of={demo.error} />
        </Notice>
      )}
    </Empty>
  );
}
