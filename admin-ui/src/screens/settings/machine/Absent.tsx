import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { useOnline } from "../../../live/context";
import { Answer, Verdict } from "../parts";

export type Part = "network" | "time" | "updates" | "power" | "capture";

/** What the gateway says of a part that it may lack: one sentence, and nothing to press that would not work. */
export function Absent({ part }: { part: Part }) {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["capabilities"], queryFn: () => taken(api.GET("/capabilities")), enabled: online });
  return (
    <Answer of={found}>
      {({ parts }) => {
        const available = parts[part]?.available === true;
        return (
          <div data-part={part} className="space-y-2 p-4">
            <Verdict tone={available ? "good" : "off"}>{t(available ? "settings.machine.here" : "settings.machine.absent")}</Verdict>
            {!available && <p className="max-w-prose text-soft">{t(`settings.machine.${part}`)}</p>}
          </div>
        );
      }}
    </Answer>
  );
}
