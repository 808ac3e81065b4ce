package io.tidegate.rtsp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// The devices whose quirks are known, as `quirks.txt` lists them. Immutable, any thread.
final class QuirkTable {
  /// The one that comes with this build.
  static final QuirkTable BUILT_IN = parse(resource());

  private final List<Entry> entries;

  /// A line of the table.
  record Entry(String name, Pattern said, RtspQuirks quirks) {}

  private QuirkTable(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /// @throws IllegalArgumentException for a line that makes no sense
  static QuirkTable parse(String text) {
    return new QuirkTable(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(QuirkTable::entry)
            .toList());
  }

  private static Entry entry(String line) {
    String[] parts = line.split(";", 4);
    if (parts.length < 4) {
      throw new IllegalArgumentException("expected four parts: " + line);
    }
    Pattern said = Pattern.compile(parts[1].strip(), Pattern.CASE_INSENSITIVE);
    return new Entry(parts[0].strip(), said, RtspQuirks.parse(parts[2]));
  }

  /// The first line that fits; null when none does.
  @Nullable
  Entry find(CameraIdentity camera) {
    for (Entry entry : entries) {
      if (camera.lines().stream().anyMatch(line -> entry.said().matcher(line).matches())) {
        return entry;
      }
    }
    return null;
  }

  private static String resource() {
    try (InputStream in = QuirkTable.class.getResourceAsStream("quirks.txt")) {
      return new String(Objects.requireNonNull(in, "quirks.txt").readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
