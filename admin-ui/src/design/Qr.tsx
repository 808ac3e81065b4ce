import { encode } from "uqr";

/** Dark on light in every theme: telephones read nothing else. */
export function Qr({ text, label, className = "size-44" }: { text: string; label: string; className?: string }) {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className={`shrink-0 rounded-md bg-white ${className}`} shapeRendering="crispEdges">
      <path d={dark} fill="black" />
    </svg>
  );
}
