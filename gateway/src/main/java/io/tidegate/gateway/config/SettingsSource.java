package io.tidegate.gateway.config;

import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where settings come from: the file and the environment as they were at the start, and between
/// them what is stored by the API. The environment wins over what is stored, that over the file.
/// Immutable.
///
/// Whatever the place, keys, values and rules are the same.
public final class SettingsSource {
  private static final String PREFIX = "TIDEGATE_";

  /// For the test programs; the gateway does not look at these.
  private static final String TEST_PREFIX = "TIDEGATE_TEST_";

  private static final String STORED = "settings: ";
  private static final String ENVIRONMENT = "environment: ";

  private final Map<String, Value> file;
  private final Map<String, Value> environment;
  private final List<RouteSpec> routes;
  private final List<SrtPortSpec> srtPorts;
  private final List<StorageSpec> storage;
  private final boolean embedded;

  private SettingsSource(@Nullable ConfigFile file, Map<String, Value> environment) {
    this.file = file == null ? Map.of() : Map.copyOf(file.values());
    this.environment = Map.copyOf(environment);
    this.routes = file == null ? List.of() : List.copyOf(file.routes());
    this.srtPorts = file == null ? List.of() : List.copyOf(file.srtPorts());
    this.storage = file == null ? List.of() : List.copyOf(file.storage());
    this.embedded = file == null;
  }

  /// @param file the configuration, null for the embedded default
  /// @param environment usually `System.getenv()`
  public static SettingsSource read(@Nullable String file, Map<String, String> environment)
      throws ConfigException {
    return new SettingsSource(file == null ? null : ConfigFile.read(file), overrides(environment));
  }

  private static Map<String, Value> overrides(Map<String, String> environment)
      throws ConfigException {
    Map<String, Key> byVariable = new HashMap<>();
    Keys.ALL.forEach(key -> byVariable.put(key.variable(), key));
    Map<String, Value> overrides = new HashMap<>();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX) || name.startsWith(TEST_PREFIX)) {
        continue;
      }
      Key key = byVariable.get(name);
      if (key == null) {
        throw new ConfigException(
            ENVIRONMENT
                + name
                + ": unknown variable, expected the path of a key in capitals such as"
                + " TIDEGATE_HTTP_PORT");
      }
      overrides.put(key.path(), new Value(variable.getValue(), ENVIRONMENT + name));
    }
    return overrides;
  }

  /// What all of it means together.
  ///
  /// @param stored by path, as it would be written in the file
  public Settings settings(Map<String, String> stored) throws ConfigException {
    Map<String, Value> values = values(stored);
    for (Key key : Keys.ALL) {
      check(key, values.get(key.path()));
    }
    return new SettingsReader(values, new SettingsReader.Lists(routes, srtPorts, storage), embedded)
        .settings();
  }

  /// The same for what comes from the API: the error names the key.
  public Settings checked(Map<String, String> stored) throws ConfigException {
    try {
      return settings(stored);
    } catch (ConfigException wrong) {
      String message = String.valueOf(wrong.getMessage());
      for (Key key : Keys.ALL) {
        String place = " " + key.path() + ": ";
        int at = message.indexOf(place + "expected");
        if (at >= 0) {
          String detail = message.substring(at + place.length());
          throw new ConfigException(
              key.path() + ": " + detail, List.of(new Fault(key.path(), detail)));
        }
      }
      throw wrong;
    }
  }

  private Map<String, Value> values(Map<String, String> stored) {
    Map<String, Value> values = new HashMap<>(file);
    Map<String, Value> kept = new HashMap<>();
    stored.forEach((path, text) -> kept.put(path, new Value(text, STORED + path)));
    for (Map<String, Value> better : List.of(kept, environment)) {
      Keys.secrets().forEach(key -> Secrets.override(key.path(), values, better));
      values.putAll(better);
    }
    return values;
  }

  private static void check(Key key, @Nullable Value value) throws ConfigException {
    if (value == null || key.kind().accepts(value.text())) {
      return;
    }
    String shown = key.kind() instanceof Kind.Secret ? "" : ", not '" + value.text() + "'";
    throw value.expected(key.kind().expected() + shown);
  }

  /// Every key with what it is, in the order of the documentation.
  ///
  /// @param running what the API had stored of what runs now
  /// @param stored what it has stored by now
  public List<SettingView> views(Map<String, String> running, Map<String, String> stored) {
    Map<String, Value> now = values(running);
    Map<String, Value> next = values(stored);
    return Keys.ALL.stream().map(key -> view(key, now, next)).toList();
  }

  private static SettingView view(Key key, Map<String, Value> now, Map<String, Value> next) {
    Value running = now.get(key.path());
    Value later = next.get(key.path());
    String text = running == null ? key.fallback() : running.text();
    String after = later == null ? key.fallback() : later.text();
    boolean secret = key.kind() instanceof Kind.Secret;
    return new SettingView(
        key.path(),
        masked(secret, text),
        masked(secret, key.fallback()),
        origin(later),
        place(later),
        text.equals(after) ? null : masked(secret, after),
        Changeable.of(key),
        new SettingView.Meaning(secret, key.kind().expected(), about(key), SettingForm.of(key)));
  }

  private static String about(Key key) {
    return OfNode.holds(key) ? key.about() + " Each node's own." : key.about();
  }

  private static String masked(boolean secret, String text) {
    return secret && !text.isEmpty() ? Token.MASK : text;
  }

  private static SettingView.Origin origin(@Nullable Value value) {
    if (value == null) {
      return SettingView.Origin.DEFAULT;
    }
    return value.where().startsWith(ENVIRONMENT)
        ? SettingView.Origin.ENVIRONMENT
        : value.where().startsWith(STORED) ? SettingView.Origin.API : SettingView.Origin.FILE;
  }

  /// `file:line`, or the name of the variable.
  private static @Nullable String place(@Nullable Value value) {
    if (value == null || value.where().startsWith(STORED)) {
      return null;
    }
    return value.where().startsWith(ENVIRONMENT)
        ? value.where().substring(ENVIRONMENT.length())
        : value.where().substring(0, value.where().lastIndexOf(": "));
  }

  /// What `stored` would become with some changes, if each of them may be made.
  ///
  /// @param changes by path; null takes back what is stored
  /// @throws ConfigException that names all keys that are wrong
  public Map<String, String> changed(
      Map<String, String> stored, Map<String, @Nullable String> changes) throws ConfigException {
    Map<String, String> changed = new TreeMap<>(stored);
    List<Fault> faults = new ArrayList<>();
    changes.forEach((path, text) -> {
      String problem = problem(path, text);
      if (problem != null) {
        faults.add(new Fault(path, problem));
      } else if (text == null) {
        changed.remove(path);
      } else if (!isMask(path, text)) {
        changed.put(path, text);
      }
    });
    if (!faults.isEmpty()) {
      throw ConfigException.of(faults);
    }
    return changed;
  }

  /// A secret that is sent back as it was shown stays.
  private static boolean isMask(String path, String text) {
    return isSecret(path) && text.equals(Token.MASK);
  }

  private @Nullable String problem(String path, @Nullable String text) {
    Key key = Keys.byPathMap().get(path);
    if (key == null) {
      return "unknown key";
    }
    if (Changeable.of(key) == Changeable.FIXED) {
      return "is for the file or the environment to say: " + Changeable.WHY;
    }
    Value pinned = environment.get(path);
    if (pinned == null && isSecret(path)) {
      pinned = environment.get(Secrets.filePath(path));
    }
    if (pinned != null && text != null && !isMask(path, text)) {
      return "is set by " + pinned.where().substring(ENVIRONMENT.length()) + ", which wins";
    }
    return text == null || key.kind().accepts(text) ? null : "expected " + key.kind().expected();
  }

  /// Whether what a key holds is not for showing.
  public static boolean isSecret(String path) {
    Key key = Keys.byPathMap().get(path);
    return key != null && key.kind() instanceof Kind.Secret;
  }

  /// Whether a setting describes one machine: the nodes of a cluster do not share it.
  public static boolean isOfNode(String path) {
    Key key = Keys.byPathMap().get(path);
    return key == null || OfNode.holds(key);
  }

  /// Secrets of file and environment and of what is stored, as they are.
  public Set<String> secrets(Map<String, String> stored) {
    Set<String> secrets = new TreeSet<>();
    for (Key key : Keys.secrets()) {
      Stream.of(file, environment)
          .map(values -> values.get(key.path()))
          .filter(Objects::nonNull)
          .forEach(value -> secrets.add(value.text()));
      String kept = stored.get(key.path());
      if (kept != null) {
        secrets.add(kept);
      }
    }
    return secrets;
  }

  /// Of `stored` what takes effect in a process that was started with `started`.
  public static Map<String, String> effective(
      Map<String, String> started, Map<String, String> stored) {
    Map<String, String> effective = new TreeMap<>();
    Set<String> live = Changeable.live();
    started.forEach((path, text) -> {
      if (!live.contains(path)) {
        effective.put(path, text);
      }
    });
    stored.forEach((path, text) -> {
      if (live.contains(path)) {
        effective.put(path, text);
      }
    });
    return effective;
  }
}
