package io.tidegate.gateway.mark;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A mark as somebody writes it. Immutable.
///
/// @param at the time of capture, null where nobody says
/// @param ptsMs the time on the stream's own timeline, null where nobody says
public record MarkDraft(@Nullable Instant at, @Nullable Long ptsMs, Mark.Finding finding) {
  /// A day.
  static final long MOST_MS = 86_400_000;

  static final int MOST_LABEL = 200;

  /// Bytes of `data`, as JSON.
  static final int MOST_DATA = 2_048;

  private static final Set<String> NAMES =
      Set.of("at", "ptsMs", "durationMs", "kind", "label", "confidence", "box", "data");
  private static final Set<String> SIDES = Set.of("x", "y", "width", "height");
  private static final Pattern KIND = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// Reads one.
  ///
  /// @throws ConfigException that names all that is wrong
  public static MarkDraft read(JsonObject json) throws ConfigException {
    return new Reader(json).read();
  }

  /// Takes one apart.
  private static final class Reader {
    private final JsonObject json;
    private final List<Fault> faults = new ArrayList<>();

    Reader(JsonObject json) {
      this.json = json;
    }

    MarkDraft read() throws ConfigException {
      for (String name : json.fieldNames()) {
        if (!NAMES.contains(name)) {
          wrong(name.replaceAll("\\p{Cntrl}", "?"), "unknown");
        }
      }
      MarkDraft draft = new MarkDraft(at(), whole("ptsMs", Long.MIN_VALUE / 1_000_000), finding());
      if (draft.at() != null && draft.ptsMs() != null) {
        wrong("ptsMs", "expected a time of capture or one on the timeline, not both");
      }
      if (!faults.isEmpty()) {
        throw ConfigException.of(faults);
      }
      return draft;
    }

    private Mark.Finding finding() {
      Long lasts = whole("durationMs", 0);
      if (lasts != null && lasts > MOST_MS) {
        wrong("durationMs", "expected at most " + MOST_MS);
      }
      return new Mark.Finding(
          Duration.ofMillis(lasts == null ? 0 : lasts),
          kind(),
          label(),
          json.getValue("confidence") == null ? null : fraction(json, "confidence", ""),
          box(),
          data());
    }

    private @Nullable Instant at() {
      Object value = json.getValue("at");
      if (value instanceof String text) {
        try {
          return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
          value = notATime;
        }
      }
      if (value != null) {
        wrong("at", "expected a time such as 2030-01-31T03:00:00.040Z");
      }
      return null;
    }

    private @Nullable Long whole(String name, long least) {
      Object value = json.getValue(name);
      boolean isWhole = value instanceof Integer || value instanceof Long;
      if (value == null) {
        return null;
      }
      long number = isWhole ? ((Number) value).longValue() : 0;
      if (!isWhole || number < least || number > Long.MAX_VALUE / 1_000_000) {
        wrong(name, "expected a whole number of milliseconds");
      }
      return number;
    }

    private String kind() {
      if (json.getValue("kind") instanceof String kind && KIND.matcher(kind).matches()) {
        return kind;
      }
      wrong("kind", "expected 1 to 64 of a-z, 0-9, dot, _ and -");
      return "";
    }

    private String label() {
      Object value = json.getValue("label");
      boolean fits =
          value instanceof String text
              && text.length() <= MOST_LABEL
              && text.chars().noneMatch(Character::isISOControl);
      if (value != null && !fits) {
        wrong("label", "expected a line of at most " + MOST_LABEL + " characters");
      }
      return value != null && fits ? (String) value : "";
    }

    private double fraction(JsonObject of, String name, String path) {
      if (of.getValue(name) instanceof Number number
          && number.doubleValue() >= 0
          && number.doubleValue() <= 1) {
        return number.doubleValue();
      }
      wrong(path + name, "expected 0 to 1");
      return 0;
    }

    private Mark.@Nullable Box box() {
      Object value = json.getValue("box");
      if (value == null) {
        return null;
      }
      if (!(value instanceof JsonObject sides) || !SIDES.equals(sides.fieldNames())) {
        wrong("box", "expected x, y, width and height as fractions of the picture");
        return null;
      }
      return new Mark.Box(
          fraction(sides, "x", "box."),
          fraction(sides, "y", "box."),
          fraction(sides, "width", "box."),
          fraction(sides, "height", "box."));
    }

    private String data() {
      Object value = json.getValue("data");
      if (value == null) {
        return "";
      }
      String text = value instanceof JsonObject object ? object.encode() : "";
      if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MOST_DATA) {
        wrong("data", "expected an object of at most " + MOST_DATA + " bytes");
      }
      return text;
    }

    private void wrong(String name, String expected) {
      faults.add(new Fault(name, expected));
    }
  }
}
