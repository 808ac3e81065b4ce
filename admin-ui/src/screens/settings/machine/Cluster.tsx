import { useTranslation } from "react-i18next";
import { Panel, ScreenHead } from "../../../design/Panel";
import { Absent } from "./Absent";

export default function Cluster() {
  const { t } = useTranslation();
  return (
    <>
      <ScreenHead title={t("settings.page.cluster")} />
      <Panel title={t("settings.page.cluster")}>
        <Absent part="cluster" />
      </Panel>
    </>
  );
}
