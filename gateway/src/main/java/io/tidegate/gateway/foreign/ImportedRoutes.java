package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects what a foreign file becomes. Every route is read from the same document as one of the
/// API, so that the same rules hold. Confined to one thread.
final class ImportedRoutes {
  /// More than anybody reads.
  private static final int MAX_NOTES = 2_000;

  private final Map<StreamKey, RouteSpec> routes = new LinkedHashMap<>();
  private final Map<StreamKey, Integer> lines = new LinkedHashMap<>();
  private final List<ImportNote> notes = new ArrayList<>();
  private final Set<ImportNote> seen = new HashSet<>();
  private int notesLost;

  void renamed(ForeignMap.Entry at, String reason, String instead) {
    note(new ImportNote(at.line(), at.path(), ImportNote.Kind.RENAMED, reason, instead));
  }

  void changed(ForeignMap.Entry at, String reason, String instead) {
    note(new ImportNote(at.line(), at.path(), ImportNote.Kind.CHANGED, reason, instead));
  }

  void leftOut(ForeignMap.Entry at, String reason, String instead) {
    note(new ImportNote(at.line(), at.path(), ImportNote.Kind.LEFT_OUT, reason, instead));
  }

  void leftOut(ForeignMap.Entry at, LeftOutException why) {
    leftOut(at, why.reason(), why.instead());
  }

  /// What many paths have from one default is told once.
  private void note(ImportNote note) {
    if (!seen.add(note)) {
      return;
    }
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    } else {
      notesLost++;
    }
  }

  /// The key of what is called `name` elsewhere.
  ///
  /// @throws LeftOutException when there can be none, or another route has it
  StreamKey key(String name, ForeignMap.Entry at) throws LeftOutException {
    StreamKey key = ForeignKeys.of(name);
    Integer other = lines.putIfAbsent(key, at.line());
    if (other != null) {
      throw new LeftOutException(
          "its key would be " + key + ", which line " + other + " has already",
          "give one of the two another name in the file");
    }
    return key;
  }

  private static String renaming(StreamKey key, String name) {
    return key.app().equals(StreamKey.DEFAULT_APP) && key.name().equals(name)
        ? "RTMP, RTSP and SRT take " + name + ", too; HTTP addresses begin with /" + key
        : "change the addresses in publishers and players to " + key;
  }

  /// Whether `source` alone would do as a source of a route.
  ///
  /// @throws LeftOutException with the rule that it breaks
  static void check(JsonObject source) throws LeftOutException {
    JsonObject alone =
        new JsonObject().put("key", "live/x").put("sources", new JsonArray().add(source.copy()));
    try {
      RouteDocuments.read(alone, null);
    } catch (ConfigException wrong) {
      throw new LeftOutException(
          "it is refused as a source: " + said(wrong), "correct it in the file");
    }
  }

  /// Takes `document`, which has the form of the API, or notes which rule it breaks.
  ///
  /// @param name what it is called elsewhere
  void add(String name, ForeignMap.Entry at, JsonObject document) {
    try {
      RouteSpec route = RouteDocuments.read(document, null);
      StreamKey key = route.key();
      routes.put(key, route);
      if (!key.toString().equals(name)) {
        renamed(at, "its key is " + key, renaming(key, name));
      }
    } catch (ConfigException wrong) {
      leftOut(at, "it is refused as a route: " + said(wrong), "correct it in the file");
    }
  }

  /// Of a source by itself it need not be said which one.
  private static String said(ConfigException wrong) {
    return String.valueOf(wrong.getMessage()).replace("sources[0].", "");
  }

  Imported finish(ForeignFormat format) {
    List<ImportNote> sorted =
        notes.stream().sorted(Comparator.comparingInt(ImportNote::line)).toList();
    return new Imported(format, List.copyOf(routes.values()), sorted, notesLost);
  }
}
