package io.tidegate.gateway.foreign;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Keys of another program that are not carried over, and when it matters. Immutable.
///
/// Written as lines of `keys | values that need no word | why | what to do instead`; several keys
/// and values are parted by blanks, `-` is the empty value.
final class KeyTable {
  /// @param usual values, lower case, that need no word: the other program's default
  record Row(List<String> usual, String reason, String instead) {
    /// Whether `value` says something that is lost.
    boolean matters(String value) {
      return !usual.contains(value.toLowerCase(Locale.ROOT));
    }
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  KeyTable(String table) {
    table
        .lines()
        .forEach(line -> {
          String[] cells = line.split("\\|", -1);
          List<String> usual =
              Arrays.stream(cells[1].strip().toLowerCase(Locale.ROOT).split(" +"))
                  .map(value -> value.equals("-") ? "" : value)
                  .toList();
          Row row = new Row(usual, cells[2].strip(), cells[3].strip());
          for (String key : cells[0].strip().split(" +")) {
            rows.put(key, row);
          }
        });
  }

  Map<String, Row> rows() {
    return rows;
  }
}
