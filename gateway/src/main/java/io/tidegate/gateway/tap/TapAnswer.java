package io.tidegate.gateway.tap;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.mark.MarkDraft;
import io.tidegate.gateway.mark.Marks;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What receivers of pictures say to them: `{"marks": [...]}`. Immutable; any thread.
///
/// @param spec of the tap, which says whether it may
/// @param allowance of all receivers of the tap
public record TapAnswer(StreamKey key, FrameTapSpec spec, Marks marks, MarkAllowance allowance) {
  /// Of one answer.
  public static final int MAX_BYTES = 64 << 10;

  static final int MOST_MARKS = 100;

  /// Sets the marks that it asks for. Their times are those of the picture where they say none.
  ///
  /// @param body empty for no marks
  /// @param shotOf the picture that is meant, by its number or null for the last one; null for one
  ///   that was answered already, or too long ago
  /// @return why they were not set; empty where they were, or none is wanted
  public String take(Buffer body, Function<@Nullable Long, @Nullable Shot> shotOf) {
    if (!spec.marks() || body.length() == 0) {
      return "";
    }
    if (body.length() > MAX_BYTES) {
      return "an answer of more than " + MAX_BYTES + " bytes";
    }
    JsonObject answer;
    try {
      answer = new JsonObject(body);
    } catch (DecodeException notJson) {
      return "an answer that is no JSON object";
    }
    Object listed = answer.getValue("marks");
    if (!(listed instanceof JsonArray list)) {
      return listed == null ? "" : "marks: expected a list";
    }
    if (list.size() > MOST_MARKS) {
      return "marks: expected at most " + MOST_MARKS;
    }
    try {
      List<MarkDraft> drafts = new ArrayList<>();
      for (Object one : list) {
        if (!(one instanceof JsonObject json)) {
          return "marks: expected objects";
        }
        drafts.add(MarkDraft.read(json));
      }
      Shot shot =
          shotOf.apply(answer.getValue("number") instanceof Number of ? of.longValue() : null);
      return shot == null
          ? "number: expected that of a picture that was not answered"
          : set(shot, drafts);
    } catch (ConfigException wrong) {
      return "marks: " + wrong.getMessage();
    }
  }

  private String set(Shot shot, List<MarkDraft> drafts) {
    for (MarkDraft draft : drafts) {
      Instant at = at(shot, draft);
      if (!marks.isTime(at)) {
        return "marks: a time that is to come, or too long ago";
      }
    }
    if (!allowance.take(drafts.size())) {
      marks.refuse(drafts.size());
      return "marks: more than " + MarkAllowance.A_SECOND + " a second";
    }
    drafts.forEach(draft -> marks.add(key, at(shot, draft), draft.finding(), "tap " + spec.name()));
    return "";
  }

  private static Instant at(Shot shot, MarkDraft draft) {
    Instant at = draft.at();
    Long ptsMs = draft.ptsMs();
    if (at != null) {
      return at;
    }
    return ptsMs == null
        ? shot.captured()
        : shot.captured().plusMillis(ptsMs - shot.pts().toMillis());
  }
}
