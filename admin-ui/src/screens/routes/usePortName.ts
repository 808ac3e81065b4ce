import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RouteSource } from "../../api/routes";
import type { Port, SourcePort } from "./ports";
import { pushNames, serviceNames, sourceProtocols } from "./names";

/** What a source is called by its kind. */
export function useSourceKind() {
  const { t } = useTranslation();
  return useCallback(
    ({ source, types }: Pick<SourcePort, "source" | "types">) => {
      const protocols = [...new Set(types.map((type) => sourceProtocols[type as RouteSource["type"]]))].join(", ");
      return source ? t(`routes.kind.${source.type}`, { protocol: protocols }) : t("routes.kind.publisher", { protocol: protocols });
    },
    [t],
  );
}

/** What people and screen readers are told that a port is. */
export function usePortName() {
  const { t } = useTranslation();
  const kind = useSourceKind();
  return useCallback(
    (port: Port): string => {
      switch (port.kind) {
        case "source":
          return `${kind(port)} ${port.place}`.trim();
        case "stream":
          return port.key;
        case "destination":
          return port.push
            ? `${pushNames[port.push.kind]} ${port.push.target}`
            : port.service === "recording"
              ? t("routes.recording")
              : port.service
                ? serviceNames[port.service]
                : "";
        case "new-stream":
          return t("routes.newStream");
        case "new-push":
          return t("routes.newPush");
      }
    },
    [kind, t],
  );
}
