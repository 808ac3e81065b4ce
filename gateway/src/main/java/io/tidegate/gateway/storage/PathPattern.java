package io.tidegate.gateway.storage;

import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the paths of a profile are made: text with `{app}`, `{name}`, `{kind}`, `{date}`, `{year}`,
/// `{month}`, `{day}`, `{hour}`, `{time}` and `{file}` in it. Times are UTC. Immutable.
///
/// @param text has `{file}` as its end
public record PathPattern(String text) {
  private static final int MAX_LENGTH = 200;
  private static final String FILE = "{file}";
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  private static final Map<String, Function<Thing, String>> PLACES =
      Map.of(
          "app", thing -> thing.key().app(),
          "name", thing -> thing.key().name(),
          "kind", Thing::kind,
          "date", time("yyyy-MM-dd"),
          "year", time("yyyy"),
          "month", time("MM"),
          "day", time("dd"),
          "hour", time("HH"),
          "time", time("HHmmss"),
          "file", Thing::file);

  /// Where nobody says.
  public static final PathPattern USUAL = PathPattern.parse("{kind}/{app}/{name}/{date}/{file}");

  /// Something that is to be kept.
  ///
  /// @param key the stream that it is of
  /// @param kind what it is, one name: `recording`, `snapshot`
  /// @param at when it began
  /// @param file its own name, or several with slashes between them
  public record Thing(StreamKey key, String kind, Instant at, String file) {}

  /// @throws IllegalArgumentException when it is none; the message says what was expected
  public PathPattern {
    if (!text.endsWith(FILE)) {
      throw new IllegalArgumentException("a pattern ends in " + FILE);
    }
    Set<String> known = new TreeSet<>(PLACES.keySet());
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      if (!known.contains(places.group(1))) {
        throw new IllegalArgumentException(
            places.group() + " is none of {" + String.join("}, {", known) + "}");
      }
    }
    String rest = places.replaceAll("x");
    if (text.length() > MAX_LENGTH || rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "a pattern has at most " + MAX_LENGTH + " characters, and braces in pairs");
    }
    ObjectPath unused = new ObjectPath(rest);
    assert !unused.text().isEmpty();
  }

  /// The same, with `/{file}` at the end where that is not written.
  ///
  /// @throws IllegalArgumentException as the constructor
  public static PathPattern parse(String text) {
    if (text.endsWith(FILE)) {
      return new PathPattern(text);
    }
    return new PathPattern(text + (text.isEmpty() || text.endsWith("/") ? "" : "/") + FILE);
  }

  /// Where `thing` goes.
  ///
  /// @throws IllegalArgumentException when its names make no path
  public ObjectPath of(Thing thing) {
    return new ObjectPath(
        PLACE
            .matcher(text)
            .replaceAll(place -> Matcher.quoteReplacement(filled(place.group(1), thing))));
  }

  private static String filled(String place, Thing thing) {
    Function<Thing, String> fill = PLACES.get(place);
    if (fill == null) {
      throw new IllegalStateException("checked before: " + place);
    }
    return fill.apply(thing);
  }

  private static Function<Thing, String> time(String form) {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(form, Locale.ROOT).withZone(ZoneOffset.UTC);
    return thing -> format.format(thing.at());
  }
}
