import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Upload as UploadIcon } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { isName, nameOf } from "./upload";

interface Props {
  used: ReadonlySet<string>;
  onBegin: (name: string, file: File) => Promise<void>;
}

/** A file is chosen or dropped here, gets a name, and is brought. */
export function Bring({ used, onBegin }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen) setName(nameOf(chosen.name, used));
    begin.reset();
  };
  const begin = useMutation({
    mutationFn: async (chosen: File) => {
      await onBegin(name, chosen);
      await queries.invalidateQueries({ queryKey: ["clips"] });
    },
    onSuccess: () => take(undefined),
  });
  const taken = used.has(name);
  const problem = !isName(name) ? t("clips.nameHint") : taken ? t("clips.nameTaken") : undefined;
  return (
    <section
      aria-label={t("clips.bring")}
      className={`mb-5 rounded-lg border border-dashed p-4 ${over ? "border-accent bg-raised" : "border-strong bg-surface"}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <input
        ref={chooser}
        type="file"
        accept="video/*,audio/*,image/*,.ts,.mkv,.flv,.mxf"
        className="sr-only"
        tabIndex={-1}
        aria-label={t("clips.file")}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {!file && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-soft">{t("clips.bringSays")}</p>
          <Button kind="primary" disabled={!online} onClick={() => chooser.current?.click()}>
            <UploadIcon aria-hidden="true" className="size-4" />
            {t("clips.choose")}
          </Button>
        </div>
      )}
      {file && (
        <form
          className="grid items-start gap-4 sm:grid-cols-[1fr_16rem_auto]"
          onSubmit={(event) => {
            event.preventDefault();
            begin.mutate(file);
          }}
        >
          <p className="min-w-0 sm:pt-7">
            <span className="block truncate font-medium">{file.name}</span>
            <span className="text-sm text-soft">{format.bytes(file.size)}</span>
          </p>
          <Field
            label={t("clips.name")}
            problem={problem}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="off"
          />
          <div className="flex gap-2 sm:pt-6.5">
            <Button className="min-h-9" onClick={() => take(undefined)}>
              {t("cancel")}
            </Button>
            <Button kind="primary" className="min-h-9" type="submit" disabled={problem !== undefined || !online || begin.isPending}>
              {t("clips.upload")}
            </Button>
          </div>
        </form>
      )}
      {begin.error && (
        <div className="mt-3">
          <Notice kind="bad" alert>
            <Failure of={begin.error} />
          </Notice>
        </div>
      )}
    </section>
  );
}
