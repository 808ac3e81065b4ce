import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Panel } from "../../design/Panel";
import { useOnline } from "../../live/context";
import { Trouble } from "../settings/parts";
import { useWrite } from "../settings/useWrite";
import { Host, JoinForm, optional } from "./JoinForm";
import type { Cluster } from "./nodes";

/** A node without a cluster makes one, or brings another one's token. */
export function Begin({ self }: { self: Cluster["self"] }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Join self={self} />
      <Make self={self} />
    </div>
  );
}

function Join({ self }: { self: Cluster["self"] }) {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <Panel title={t("cluster.join")}>
      <div className="p-4">
        <JoinForm self={self} locked={!online} />
      </div>
    </Panel>
  );
}

function Make({ self }: { self: Cluster["self"] }) {
  const { t } = useTranslation();
  const online = useOnline();
  const write = useWrite((body: { host?: string }) => taken(api.POST("/cluster/found", { body })), { refresh: ["cluster"], fields: ["host"] });
  return (
    <Panel title={t("cluster.make")}>
      <form
        className="space-y-4 p-4"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          const host = optional(new FormData(event.currentTarget), "host");
          write.run(host ? { host } : {});
        }}
      >
        <p className="text-soft">{t("cluster.makeSays")}</p>
        <Host self={self} problem={write.fault("host")} />
        <Trouble>{write.problem}</Trouble>
        <div className="flex items-center justify-end gap-3">
          {write.busy && (
            <span role="status" className="text-soft">
              {t("cluster.going")}
            </span>
          )}
          <Button type="submit" disabled={!online || write.busy}>
            {t("cluster.makeIt")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
