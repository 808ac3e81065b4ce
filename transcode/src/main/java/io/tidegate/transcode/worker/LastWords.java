package io.tidegate.transcode.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The last lines of what a child writes to its standard error. Written by one thread, read by any.
final class LastWords {
  private static final int MOST_LINES = 12;

  /// Longer lines are cut: a hostile file's metadata may be in them.
  private static final int MOST_CHARACTERS = 300;

  /// Replaced, never changed.
  private volatile List<String> lines = List.of();

  /// Until the child closes it. Blocks.
  void follow(InputStream standardError) {
    try (Reader reader = new InputStreamReader(standardError, StandardCharsets.UTF_8);
        BufferedReader buffered = new BufferedReader(reader)) {
      StringBuilder line = new StringBuilder();
      for (int next = buffered.read(); next >= 0; next = buffered.read()) {
        if (next == '\n' || next == '\r') {
          add(line.toString());
          line.setLength(0);
        } else if (line.length() < MOST_CHARACTERS) {
          line.append(Character.isISOControl(next) ? ' ' : (char) next);
        }
      }
      add(line.toString());
    } catch (IOException closed) {
      add("its words broke off: " + closed.getMessage());
    }
  }

  private void add(String line) {
    if (line.isBlank()) {
      return;
    }
    List<String> more = new ArrayList<>(lines);
    more.add(line.strip());
    lines = List.copyOf(more.subList(Math.max(0, more.size() - MOST_LINES), more.size()));
  }

  /// The last of them, the oldest first; empty for none.
  String text() {
    return String.join("; ", lines);
  }

  /// The last one; empty for none.
  String last() {
    List<String> now = lines;
    return now.isEmpty() ? "" : now.getLast();
  }
}
