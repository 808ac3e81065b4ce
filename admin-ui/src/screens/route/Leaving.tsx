import { AlertDialog } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { useOpener } from "../../design/useOpener";

interface Props {
  name: string;
  onStay: () => void;
  onKeep: () => void;
  onDiscard: () => void;
}

/** What is to become of changes that are not saved, before another page is shown. Esc stays. */
export function Leaving({ name, onStay, onKeep, onDiscard }: Props) {
  const { t } = useTranslation();
  const opener = useOpener();
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onStay()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Content
          {...opener}
          className="fixed top-1/2 left-1/2 z-50 w-[min(30rem,calc(100vw-2rem))] -translate-1/2 rounded-lg border border-line bg-surface p-5 shadow-2xl"
        >
          <AlertDialog.Title className="text-lg font-semibold">{t("route.leaving", { key: name })}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-soft">{t("route.leavingSays")}</AlertDialog.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t("route.stay")}</Button>
            </AlertDialog.Cancel>
            <Button kind="danger" onClick={onDiscard}>
              {t("route.leaveDiscard")}
            </Button>
            <Button kind="primary" onClick={onKeep}>
              {t("route.leaveKeep")}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
