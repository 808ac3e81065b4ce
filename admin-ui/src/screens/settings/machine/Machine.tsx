import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { Answer } from "../parts";
import { Absent, type Part } from "./Absent";

/** A page of the machine itself: where the gateway has no helper for it, one sentence. */
export function Machine({ page, part, children }: { page: string; part: Part; children: ReactNode }) {
  const { t } = useTranslation();
  const online = useOnline();
  const found = useQuery({ queryKey: ["capabilities"], queryFn: () => taken(api.GET("/capabilities")), enabled: online });
  const title = t(`settings.page.${page}`);
  return (
    <>
      <ScreenHead title={title} />
      <Answer of={found}>
        {({ parts }) =>
          parts[part]?.available ? (
            <div className="space-y-4">{children}</div>
          ) : (
            <Panel title={title}>
              <Absent part={part} />
            </Panel>
          )
        }
      </Answer>
    </>
  );
}
