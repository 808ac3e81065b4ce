import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { Sheet } from "../../frame/Sheet";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { type Clip, remove } from "./upload";

/** Whoever deletes a clip types its name: nothing brings it back. */
export function DeleteClip({ clip, onClose }: { clip: Clip; onClose: (gone: boolean) => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const gone = useMutation({
    mutationFn: async () => {
      await remove(clip.name);
      await queries.invalidateQueries({ queryKey: ["clips"] });
    },
    onSuccess: () => onClose(true),
  });
  return (
    <Sheet title={t("clips.deleteTitle", { name: clip.name })} onClose={() => onClose(false)}>
      <form
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === clip.name) gone.mutate();
        }}
      >
        <p className="text-soft">{t(clip.usedBy.length > 0 ? "clips.deleteUsed" : "clips.deleteSays")}</p>
        <Field
          label={t("clips.typeName", { name: clip.name })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="off"
        />
        {gone.error && (
          <Notice kind="bad" alert>
            <Failure of={gone.error} />
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose(false)}>{t("cancel")}</Button>
          <Button kind="danger" type="submit" disabled={typed !== clip.name || !online || gone.isPending}>
            {t("clips.deleteIt")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
