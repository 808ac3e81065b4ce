package io.tidegate.cluster.pki;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A node that is not trusted any more: none of its certificates counts. Immutable.
///
/// @param number the node's
/// @param id the node's
/// @param since when it was revoked, to the second
public record Revocation(int number, String id, Instant since) implements Serializable {
  private static final int FIELDS = 3;

  public Revocation {
    since = Instant.ofEpochSecond(since.getEpochSecond());
  }

  /// One line, without its end.
  public String line() {
    return number + "\t" + id + "\t" + since.getEpochSecond();
  }

  /// Empty when it is none.
  public static Optional<Revocation> parse(String line) {
    List<String> fields = List.of(line.split("\t", FIELDS + 1));
    if (fields.size() != FIELDS) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(fields.get(0));
      Instant since = Instant.ofEpochSecond(Long.parseLong(fields.get(2)));
      if (number < 1 || number > NodeName.MAX_NUMBER) {
        return Optional.empty();
      }
      return Optional.of(new Revocation(number, fields.get(1), since));
    } catch (NumberFormatException | DateTimeException _) {
      return Optional.empty();
    }
  }
}
