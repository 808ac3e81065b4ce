package io.tidegate.gateway.config;

import io.tidegate.gateway.clip.ClipOptions;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `clips.…` of the settings, and the sources that play clips. Stateless.
final class ClipReader {
  private ClipReader() {}

  /// Folders that the process cannot name are none.
  static ClipOptions options(SettingsReader settings) throws ConfigException {
    Path folder =
        settings.text("clips.folder").isEmpty()
            ? settings.path("data-dir").resolve("clips")
            : settings.path("clips.folder");
    return new ClipOptions(
        folder.toAbsolutePath().normalize(),
        DataSize.parse(settings.text("clips.max-size")),
        DataSize.parse(settings.text("clips.max-total")),
        settings.number("clips.most"),
        Duration.ofMinutes(settings.number("clips.max-minutes")),
        Duration.ofHours(settings.number("clips.upload-hours")),
        folders(settings));
  }

  private static List<Path> folders(SettingsReader settings) throws ConfigException {
    List<Path> folders = new ArrayList<>();
    for (String folder : settings.text("clips.file-folders").split(",", -1)) {
      if (!folder.isBlank()) {
        try {
          folders.add(Path.of(folder.strip()));
        } catch (InvalidPathException notAPath) {
          throw settings.problem("clips.file-folders", "paths: " + notAPath.getReason());
        }
      }
    }
    return folders;
  }

  /// `{type: file, clip: intro, loop: false}`.
  static SourceSpec file(NodeReader nodes, Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, Set.of("type", "clip", "file", "loop"));
    return new SourceSpec.File(
        text(nodes, entries.get("clip"), path + ".clip"),
        text(nodes, entries.get("file"), path + ".file"),
        nodes.flag(entries.get("loop"), path + ".loop", true));
  }

  /// `{type: slate, clip: back-soon}`.
  static SourceSpec slate(NodeReader nodes, Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, Set.of("type", "clip"));
    return new SourceSpec.Slate(text(nodes, entries.get("clip"), path + ".clip"));
  }

  private static String text(NodeReader nodes, @Nullable Node node, String path)
      throws ConfigException {
    return node == null ? "" : nodes.scalar(node, path);
  }
}
