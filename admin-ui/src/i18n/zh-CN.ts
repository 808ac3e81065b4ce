import said from "./said.zh-CN.json";
import { type Words, words } from "./words";
import frame from "./zh-CN.json";

/** Why a source says no, as the wizard has it. */
const [cause] = Object.values(
  import.meta.glob<Words>("../screens/wizard/words.zh-CN.json", { eager: true, query: "?cause", import: "cause" }),
);

export default words(
  { ...frame, said: { ...said, cause } },
  import.meta.glob<string>("../screens/*/words.zh-CN.json", { eager: true, query: "?title", import: "title" }),
);
