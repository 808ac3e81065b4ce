import { type Words, words } from "./words";

const frame = import.meta.glob<Words>("./zh-CN.json", { eager: true, import: "default" });
const screens = import.meta.glob<Words>("../screens/*/words.zh-CN.json", { eager: true, import: "default" });

export default words(frame, screens);
