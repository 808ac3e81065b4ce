package io.tidegate.gateway.route;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// What clips may be called, in addresses and in routes. Stateless.
public final class ClipName {
  /// For messages.
  public static final String EXPECTED =
      "the name of a clip: 1 to 64 of A-Z a-z 0-9 . _ -, not beginning with a dot or dash";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  /// Longer ones no file system has.
  private static final int MOST_PATH = 4_096;

  private ClipName() {}

  public static boolean is(String text) {
    return NAME.matcher(text).matches();
  }

  static List<Fault> faults(String clip) {
    return is(clip) ? List.of() : List.of(new Fault("clip", EXPECTED));
  }

  /// Whether it is an absolute path that leads nowhere else than it says, but for links.
  static boolean isPath(String text) {
    if (text.length() > MOST_PATH || text.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    try {
      Path path = Path.of(text);
      return path.isAbsolute() && path.equals(path.normalize());
    } catch (InvalidPathException notAPath) {
      return false;
    }
  }
}
