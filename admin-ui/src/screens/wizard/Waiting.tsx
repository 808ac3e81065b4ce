import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../design/Copy";
import { Notice } from "../../design/Notice";
import { useLive } from "../../live/context";
import { urls } from "../../player/address";

/** Where to publish, and whether somebody does. */
export function Waiting({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  const stream = useLive((state) => state.streams.get(streamKey));
  const found = useQuery({ queryKey: ["urls", streamKey], queryFn: () => urls(streamKey) });
  const here = stream?.state === "streaming";
  return (
    <>
      <p className="text-soft">{t("wizard.publishSays")}</p>
      <ul className="space-y-1">
        {Object.entries(found.data?.publish ?? {}).map(([protocol, url]) => (
          <li key={protocol} className="flex items-center gap-3 rounded-md border border-line bg-surface py-1 pr-1 pl-3">
            <b className="w-14 uppercase">{protocol}</b>
            <code className="min-w-0 grow font-mono break-all">{url}</code>
            <CopyButton text={url} what={protocol.toUpperCase()} />
          </li>
        ))}
      </ul>
      <div role="status">
        <Notice kind={here ? "good" : "warn"}>
          {here
            ? t("wizard.received", { from: `${stream.source?.protocol.toUpperCase() ?? ""} ${stream.source?.remote ?? ""}` })
            : t("wizard.waiting")}
        </Notice>
      </div>
    </>
  );
}
