import { words } from "./words";
import frame from "./zh-CN.json";

export default words(
  frame,
  import.meta.glob<string>("../screens/*/words.zh-CN.json", { eager: true, query: "?title", import: "title" }),
);
