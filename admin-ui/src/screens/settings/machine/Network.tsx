import { useTranslation } from "react-i18next";
import { Panel, ScreenHead } from "../../../design/Panel";
import { Absent } from "./Absent";

export default function Network() {
  const { t } = useTranslation();
  return (
    <>
      <ScreenHead title={t("settings.page.network")} />
      <Panel title={t("settings.page.network")}>
        <Absent part="network" />
      </Panel>
    </>
  );
}
