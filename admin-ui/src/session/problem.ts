import type { TFunction } from "i18next";
import { ApiError } from "../api/client";
import type { Format } from "../design/format";

/** Why a call failed, in words; the server's own where they say more. */
export function says(failure: unknown, t: TFunction, format: Format): string {
  if (!(failure instanceof ApiError)) return String(failure);
  if (failure.status === 0) return t("problem.unreachable");
  if (failure.status === 429) return t("problem.later", { span: format.span((failure.retryAfter ?? 30) * 1000) });
  if (failure.status === 412) return t("problem.changed");
  return failure.message;
}
