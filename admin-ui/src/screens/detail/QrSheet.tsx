import { useTranslation } from "react-i18next";
import { Qr } from "../../design/Qr";
import { Sheet } from "../../frame/Sheet";

/** An address for the camera of a telephone. */
export default function QrSheet({ name, url, onClose }: { name: string; url: string; onClose: () => void }) {
  const { t } = useTranslation();
  const title = t("detail.qrOf", { name });
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="flex flex-col items-center gap-4 p-6">
        <Qr text={url} label={title} className="size-64 max-w-full" />
        <code className="font-mono text-sm break-all">{url}</code>
      </div>
    </Sheet>
  );
}
