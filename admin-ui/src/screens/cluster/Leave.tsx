import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { useOnline } from "../../live/context";
import { Typed } from "../settings/dialogs";
import { type Cluster, belonging } from "./nodes";

/** The one with the authority leaves last. */
export function Leave({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [leaves, setLeaves] = useState(false);
  const last = belonging(cluster.nodes).length === 1;
  if (cluster.authority?.here && !last) return null;
  return (
    <>
      <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setLeaves(true)}>
        {t(last ? "cluster.end" : "cluster.leave")}
      </Button>
      {leaves && (
        <Typed
          title={t(last ? "cluster.end" : "cluster.leave")}
          name={cluster.self.name}
          action={t(last ? "cluster.end" : "cluster.leave")}
          refresh={["cluster"]}
          call={() => taken(api.POST("/cluster/leave", { body: {} }))}
          onClose={() => setLeaves(false)}
        >
          {t(last ? "cluster.endSays" : "cluster.leaveSays")}
        </Typed>
      )}
    </>
  );
}
