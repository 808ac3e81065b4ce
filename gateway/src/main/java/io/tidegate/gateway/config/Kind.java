package io.tidegate.gateway.config;

import io.tidegate.media.DataSize;
import java.util.List;
import java.util.regex.Pattern;

/// What a setting takes: checks its text and says what was expected.
sealed interface Kind {
  /// A sentence fragment: "a port, 0 to 65535".
  String expected();

  /// True when `text` will do.
  boolean accepts(String text);

  /// A TCP or UDP port; 0 picks a free one; `off` where the listener may be left out.
  record Port(boolean mayBeOff) implements Kind {
    @Override
    public String expected() {
      return "a port, 0 (any free one) to 65535" + (mayBeOff ? ", or off" : "");
    }

    @Override
    public boolean accepts(String text) {
      return (mayBeOff && text.equals("off")) || new Whole(0, 65_535).accepts(text);
    }
  }

  /// A port that is chosen where nobody says.
  record AutoPort() implements Kind {
    static final String AUTO = "auto";

    @Override
    public String expected() {
      return new Port(true).expected() + ", or " + AUTO;
    }

    @Override
    public boolean accepts(String text) {
      return text.equals(AUTO) || new Port(true).accepts(text);
    }
  }

  /// A whole number.
  record Whole(long min, long max) implements Kind {
    private static final Pattern DIGITS = Pattern.compile("\\d{1,15}");

    @Override
    public String expected() {
      return "a whole number, " + min + " to " + max;
    }

    @Override
    public boolean accepts(String text) {
      if (!DIGITS.matcher(text).matches()) {
        return false;
      }
      long value = Long.parseLong(text);
      return value >= min && value <= max;
    }
  }

  /// A whole number that a record has its own rule for.
  record AnyWhole() implements Kind {
    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,9}");

    @Override
    public String expected() {
      return "a whole number";
    }

    @Override
    public boolean accepts(String text) {
      return DIGITS.matcher(text).matches();
    }
  }

  /// An amount of data that a record has its own rule for.
  record AnySize() implements Kind {
    @Override
    public String expected() {
      return "a size such as 256KB or 4MB";
    }

    @Override
    public boolean accepts(String text) {
      try {
        return DataSize.parse(text).bytes() >= 0;
      } catch (IllegalArgumentException | ArithmeticException notASize) {
        return false;
      }
    }
  }

  /// One word out of a few.
  record Choice(List<String> words) implements Kind {
    @Override
    public String expected() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public boolean accepts(String text) {
      return words.contains(text);
    }
  }

  /// An amount of data.
  record Size(DataSize min, DataSize max) implements Kind {
    @Override
    public String expected() {
      return "a size such as 256KB or 4MB, " + min + " to " + max;
    }

    @Override
    public boolean accepts(String text) {
      try {
        DataSize size = DataSize.parse(text);
        return size.compareTo(min) >= 0 && size.compareTo(max) <= 0;
      } catch (IllegalArgumentException | ArithmeticException notASize) {
        return false;
      }
    }
  }

  /// Any text of one line.
  record Text(String expected, boolean mayBeEmpty) implements Kind {
    @Override
    public boolean accepts(String text) {
      return (mayBeEmpty || !text.isBlank()) && isOneLine(text);
    }
  }

  /// A text of a form; prints nothing of it, as it may hold a secret.
  record Formed(String expected, Pattern form) implements Kind {
    @Override
    public boolean accepts(String text) {
      return form.matcher(text).matches();
    }
  }

  /// Something that messages do not repeat; empty for none.
  record Secret() implements Kind {
    @Override
    public String expected() {
      return "a secret of one line";
    }

    @Override
    public boolean accepts(String text) {
      return isOneLine(text);
    }
  }

  /// True without line ends and other control characters.
  static boolean isOneLine(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }
}
