import type { TFunction } from "i18next";
import { ApiError } from "../api/client";
import type { Format } from "../design/format";

/** Why a call failed, where our own words say it; undefined where the gateway's say more. */
export function ours(failure: unknown, t: TFunction, format: Format): string | undefined {
  if (!(failure instanceof ApiError)) return undefined;
  if (failure.status === 0) return t("problem.unreachable");
  if (failure.status === 429) return t("problem.later", { span: format.span((failure.retryAfter ?? 30) * 1000) });
  return failure.status === 412 ? t("problem.changed") : undefined;
}

/** What the gateway says of it, or the browser. */
export const english = (failure: unknown) => (failure instanceof ApiError ? failure.message : String(failure));

/** 0 of what is no answer of the gateway. */
export const statusOf = (failure: unknown) => (failure instanceof ApiError ? failure.status : 0);
