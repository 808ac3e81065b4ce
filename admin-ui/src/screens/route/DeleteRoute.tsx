import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Route } from "../../api/client";
import { deleteRoute } from "../../api/routes";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { Sheet } from "../../frame/Sheet";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";

/** Whoever deletes a route types its name; the history can bring it back. */
export function DeleteRoute({ route, onClose, onDone }: { route: Route; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [typed, setTyped] = useState("");
  const remove = useMutation({ mutationFn: () => deleteRoute(route.key, route.version), onSuccess: onDone });
  return (
    <Sheet title={t("route.deleteTitle", { key: route.key })} onClose={onClose}>
      <form
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === route.key) remove.mutate();
        }}
      >
        <p className="text-soft">{t("route.deleteSays")}</p>
        <Field
          label={t("route.typeKey", { key: route.key })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="off"
        />
        {remove.error && (
          <Notice kind="bad" alert>
            <Failure of={remove.error} />
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" type="submit" disabled={typed !== route.key || !online || remove.isPending}>
            {t("route.delete")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
