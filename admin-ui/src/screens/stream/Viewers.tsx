import { useTranslation } from "react-i18next";
import { Panel } from "../../design/Panel";
import { SessionTable } from "../sessions/SessionTable";

export function Viewers({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("stream.sessions")}>
      <SessionTable query={{ key: streamKey }} ofOneStream />
    </Panel>
  );
}
