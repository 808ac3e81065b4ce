package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Nullable;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The text in a [BackupFile]: JSON with a number of its form. Stateless.
///
/// Form 1 has `routes` and `settings`; form 2 has `kinds`, too: documents by key, by
/// [BackupKind#label]. What is added later gets another number, so that no release takes for whole
/// what it knows in part.
final class BackupText {
  static final int NEWEST = 2;

  /// A certificate with its chain and key; everything else is smaller.
  static final int MAX_DOCUMENT = 256 << 10;

  /// The longest are paths of switches and names of users.
  static final int MAX_KEY = 512;

  private static final String FORM = "form";
  private static final String ROUTES = "routes";
  private static final String KINDS = "kinds";

  private BackupText() {}

  /// @param release that makes it, for whoever cannot read it
  static String write(BackupContent content, Instant made, String release) {
    JsonArray list = new JsonArray();
    content.routes().forEach(route -> list.add(RouteDocuments.write(route, true)));
    JsonObject kinds = new JsonObject();
    content
        .things()
        .forEach((kind, documents) -> {
          JsonObject all = new JsonObject();
          documents.forEach(all::put);
          if (kind != BackupKind.SETTINGS) {
            kinds.put(kind.label(), all);
          }
        });
    JsonObject settings = new JsonObject();
    content.things().getOrDefault(BackupKind.SETTINGS, Map.of()).forEach(settings::put);
    return new JsonObject()
        .put(FORM, NEWEST)
        .put("release", release)
        .put("made", made.toString())
        .put(ROUTES, list)
        .put(BackupKind.SETTINGS.label(), settings)
        .put(KINDS, kinds)
        .encode();
  }

  /// @throws UnreadableException when it is none of ours, or of a later release
  /// @throws ConfigException when a route in it cannot be read
  static BackupContent read(String text) throws UnreadableException, ConfigException {
    JsonObject content;
    try {
      content = new JsonObject(text);
    } catch (DecodeException | ClassCastException _) {
      throw new UnreadableException("a backup of another program");
    }
    int form = form(content);
    Map<BackupKind, Map<String, String>> things = new EnumMap<>(BackupKind.class);
    things.put(
        BackupKind.SETTINGS,
        documents(BackupKind.SETTINGS, content.getValue(BackupKind.SETTINGS.label()), form == 1));
    if (form > 1) {
      if (!(content.getValue(KINDS) instanceof JsonObject kinds)) {
        throw damaged(KINDS);
      }
      for (String label : kinds.fieldNames()) {
        BackupKind kind =
            BackupKind.of(label)
                .filter(one -> one != BackupKind.SETTINGS)
                .orElseThrow(() -> damaged(label));
        things.put(kind, documents(kind, kinds.getValue(label), false));
      }
    }
    if (!(content.getValue(ROUTES) instanceof JsonArray list)) {
      throw damaged(ROUTES);
    }
    return new BackupContent(routes(list), things);
  }

  private static List<RouteSpec> routes(JsonArray list)
      throws UnreadableException, ConfigException {
    if (list.stream().anyMatch(route -> !(route instanceof JsonObject))) {
      throw damaged(ROUTES);
    }
    return RouteDocuments.readAll(list, Map.of());
  }

  private static int form(JsonObject content) throws UnreadableException {
    if (!(content.getValue(FORM) instanceof Integer form) || form < 1) {
      throw new UnreadableException("a backup of another program");
    }
    if (form > NEWEST) {
      String release =
          content.getValue("release") instanceof String name && name.matches("[\\w.+-]{1,64}")
              ? name
              : "a later release";
      throw new UnreadableException(
          "a backup of form %d, made by %s; this release knows forms 1 to %d: restore it with that one or a later one"
              .formatted(form, release, NEWEST));
    }
    return form;
  }

  /// @param anyValue whether what is no text is taken as one, as form 1 has it
  private static Map<String, String> documents(
      BackupKind kind, @Nullable Object found, boolean anyValue) throws UnreadableException {
    if (!(found instanceof JsonObject all) || all.size() > kind.most()) {
      throw damaged(kind.label());
    }
    Map<String, String> documents = new TreeMap<>();
    for (Map.Entry<String, Object> entry : all) {
      Object value = entry.getValue();
      if (!(value instanceof String) && (!anyValue || value == null)) {
        throw damaged(kind.label());
      }
      String text = String.valueOf(value);
      if (entry.getKey().isEmpty()
          || entry.getKey().length() > MAX_KEY
          || text.length() > MAX_DOCUMENT) {
        throw damaged(kind.label());
      }
      documents.put(entry.getKey(), text);
    }
    return documents;
  }

  /// The file was whole: whoever has the passphrase has written something else.
  private static UnreadableException damaged(String where) {
    return new UnreadableException("a backup that makes no sense at " + where);
  }
}
