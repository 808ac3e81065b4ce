import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Trouble } from "../settings/parts";
import { useWrite } from "../settings/useWrite";
import type { Cluster } from "./nodes";

/** Why a cluster does not take a node, by what the API calls it. */
const codes = ["wrong-token", "token-used", "token-revoked", "token-expired", "other-release", "unreachable", "other-cluster", "busy", "no-authority"] as const;

export const optional = (form: FormData, name: string) => String(form.get(name)).trim() || undefined;

interface Props {
  self: Cluster["self"];
  /** The gateway does not answer. */
  locked: boolean;
  onJoined?: () => void;
}

/** Brings the join token of a cluster to one of its nodes. */
export function JoinForm({ self, locked, onJoined }: Props) {
  const { t } = useTranslation();
  const write = useWrite(
    (body: { address: string; token: string; host?: string }) => taken(api.POST("/cluster/join", { body })),
    { refresh: ["cluster"], fields: ["address", "token", "host"], done: onJoined },
  );
  const code = write.error instanceof ApiError ? codes.find((one) => one === (write.error as ApiError).problem?.code) : undefined;
  return (
    <form
      className="space-y-4"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const host = optional(form, "host");
        write.run({ address: String(form.get("address")).trim(), token: String(form.get("token")).trim(), ...(host && { host }) });
      }}
    >
      <p className="text-soft">{t("cluster.joinSays")}</p>
      <Field label={t("cluster.address")} name="address" required spellCheck={false} autoCapitalize="none" placeholder="192.0.2.1:5702" hint={t("cluster.addressHint")} problem={write.fault("address")} />
      <Field label={t("cluster.tokenWhat")} name="token" required spellCheck={false} autoCapitalize="none" type="password" autoComplete="off" problem={write.fault("token")} />
      <Host self={self} problem={write.fault("host")} />
      <Trouble>{code ? t(`cluster.refused.${code}`) : write.problem}</Trouble>
      <div className="flex items-center justify-end gap-3">
        {write.busy && (
          <span role="status" className="text-soft">
            {t("cluster.going")}
          </span>
        )}
        <Button kind="primary" type="submit" disabled={locked || write.busy}>
          {t("cluster.joinIt")}
        </Button>
      </div>
    </form>
  );
}

/** By which the other nodes are to reach this one. */
export function Host({ self, problem }: { self: Cluster["self"]; problem: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Field
      label={t("cluster.host")}
      name="host"
      spellCheck={false}
      autoCapitalize="none"
      hint={t("cluster.hostHint", { name: self.name, port: String(self.port) })}
      problem={problem}
    />
  );
}
