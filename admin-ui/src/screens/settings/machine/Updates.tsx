import { useTranslation } from "react-i18next";
import { Panel, ScreenHead } from "../../../design/Panel";
import { Absent } from "./Absent";

export default function Updates() {
  const { t } = useTranslation();
  return (
    <>
      <ScreenHead title={t("settings.page.updates")} />
      <Panel title={t("settings.page.updates")}>
        <Absent part="updates" />
      </Panel>
    </>
  );
}
