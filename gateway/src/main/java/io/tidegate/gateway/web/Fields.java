package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Takes the members of a JSON object that somebody has sent, and collects what is wrong with them.
/// Not repeated in messages: they may be secrets.
final class Fields {
  private final JsonObject json;
  private final List<Fault> faults = new ArrayList<>();

  /// @param known every other member is wrong
  Fields(JsonObject json, Set<String> known) {
    this.json = json;
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        faults.add(new Fault(name.replaceAll("\\p{Cntrl}", "?"), "unknown"));
      }
    }
  }

  boolean has(String name) {
    return json.getValue(name) != null;
  }

  String text(String name) {
    if (json.getValue(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    wrong(name, "expected a text");
    return "";
  }

  @Nullable
  String optionalText(String name) {
    return has(name) ? text(name) : null;
  }

  boolean flag(String name, boolean fallback) {
    Object value = json.getValue(name);
    if (value == null || value instanceof Boolean) {
      return value == null ? fallback : (Boolean) value;
    }
    wrong(name, "expected true or false");
    return fallback;
  }

  /// Some of `known`, at least one.
  Set<String> words(String name, Set<String> known) {
    if (json.getValue(name) instanceof JsonArray array
        && !array.isEmpty()
        && array.stream().allMatch(known::contains)) {
      return array.stream().map(String.class::cast).collect(Collectors.toSet());
    }
    wrong(name, "expected a list of some of " + String.join(", ", new TreeSet<>(known)));
    return Set.of();
  }

  /// One to `most` texts, none of them empty.
  List<String> texts(String name, int most) {
    if (json.getValue(name) instanceof JsonArray array
        && !array.isEmpty()
        && array.size() <= most
        && array.stream().allMatch(one -> one instanceof String text && !text.isEmpty())) {
      return array.stream().map(String.class::cast).toList();
    }
    wrong(name, "expected a list of 1 to " + most + " texts");
    return List.of();
  }

  /// A whole number; `fallback` where it is not said.
  long number(String name, long fallback, long least, long most) {
    Object value = json.getValue(name);
    if (value == null) {
      return fallback;
    }
    boolean whole = value instanceof Integer || value instanceof Long;
    if (whole && ((Number) value).longValue() >= least && ((Number) value).longValue() <= most) {
      return ((Number) value).longValue();
    }
    wrong(name, "expected " + least + " to " + most);
    return fallback;
  }

  /// A whole number, which has to be said.
  long whole(String name, long min, long max) {
    if (json.getValue(name) instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() >= min
        && number.longValue() <= max) {
      return number.longValue();
    }
    wrong(name, "expected a whole number, " + min + " to " + max);
    return min;
  }

  Role role(String name) {
    return Role.of(text(name))
        .orElseGet(() -> {
          wrong(name, "expected administrator, operator, viewer or publisher");
          return Role.PUBLISHER;
        });
  }

  /// Has to be said: `["*"]` is everything.
  Scope scope(String name) {
    if (!(json.getValue(name) instanceof JsonArray array)
        || !array.stream().allMatch(String.class::isInstance)) {
      wrong(name, "expected a list of keys and patterns, [\"*\"] for every stream");
      return Scope.ALL;
    }
    try {
      return Scope.parse(array.stream().map(String.class::cast).toList());
    } catch (IllegalArgumentException notAKey) {
      wrong(name, String.valueOf(notAKey.getMessage()));
      return Scope.ALL;
    }
  }

  /// Null when it is not said.
  @Nullable
  Instant futureTime(String name, Instant now) {
    String text = optionalText(name);
    if (text == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isAfter(now)) {
        return time;
      }
    } catch (DateTimeException notATime) {
      // told below
    }
    wrong(name, "expected a time to come, such as 2030-01-31T03:00:00Z");
    return null;
  }

  void wrong(String name, String expected) {
    faults.add(new Fault(name, expected));
  }

  /// @throws ConfigException that names all that is wrong
  void check() throws ConfigException {
    if (!faults.isEmpty()) {
      throw ConfigException.of(faults);
    }
  }
}
