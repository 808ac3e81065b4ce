package io.tidegate.gateway.mark;

import io.tidegate.gateway.snapshot.CaptureTime;
import io.vertx.core.json.JsonObject;

/// Marks as the API shows them. Stateless.
public final class MarkJson {
  private MarkJson() {}

  public static JsonObject of(Mark mark) {
    return new JsonObject()
        .put("id", Long.toString(mark.id()))
        .put("key", mark.key().toString())
        .put("at", CaptureTime.text(mark.at()))
        .mergeIn(of(mark.finding()))
        .put("by", mark.by());
  }

  /// As [MarkDraft] reads it.
  public static JsonObject of(Mark.Finding finding) {
    Mark.Box box = finding.box();
    return new JsonObject()
        .put("durationMs", finding.duration().toMillis())
        .put("kind", finding.kind())
        .put("label", finding.label())
        .put("confidence", finding.confidence())
        .put(
            "box",
            box == null
                ? null
                : new JsonObject()
                    .put("x", box.x())
                    .put("y", box.y())
                    .put("width", box.width())
                    .put("height", box.height()))
        .put("data", finding.data().isEmpty() ? null : new JsonObject(finding.data()));
  }
}
