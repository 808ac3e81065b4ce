import type { Place } from "..";
import { pages } from "./pages";

/** The pages, for whoever looks for one by its name. */
export default pages.map(({ id, path, needs }): Place => ({ path, name: `settings.page.${id}`, needs }));
