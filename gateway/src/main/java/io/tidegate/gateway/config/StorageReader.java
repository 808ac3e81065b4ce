package io.tidegate.gateway.config;

import io.tidegate.gateway.storage.PathPattern;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.media.Nullable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads storage profiles: the list `storage` of the configuration, and one of the API.
final class StorageReader {
  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("name", "type", "path-pattern", "uploads", "local", "s3"));
  private static final Set<String> LOCAL_KEYS = new TreeSet<>(Set.of("folder"));

  private static final Kind NAME = new Kind.Text("a name of a-z 0-9 . _ -", false);
  private static final Kind TYPE = new Kind.Choice(List.of("local", "s3"));
  private static final Kind.Whole UPLOADS = new Kind.Whole(1, StorageSpec.MAX_UPLOADS);
  private static final Kind LINE = new Kind.Text("text of one line", false);

  private final NodeReader nodes;
  private final boolean own;

  /// @param own a file on this machine, which may say where on it something is stored
  StorageReader(NodeReader nodes, boolean own) {
    this.nodes = nodes;
    this.own = own;
  }

  List<StorageSpec> read(Node node, String path) throws ConfigException {
    List<StorageSpec> profiles = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      String at = path + "[" + i + "]";
      StorageSpec profile = one(entries.get(i), at);
      if (!names.add(profile.name())) {
        throw nodes.problem(entries.get(i), at + ".name", "each name once");
      }
      profiles.add(profile);
    }
    return profiles;
  }

  StorageSpec one(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    String name = nodes.text(entries.get("name"), path + ".name", NAME);
    if (name == null || !StorageSpec.isName(name)) {
      throw nodes.problem(
          entries.getOrDefault("name", node), path + ".name", "a name of 1 to 64 of a-z 0-9 . _ -");
    }
    String type = nodes.text(entries.get("type"), path + ".type", TYPE);
    if (type == null) {
      throw nodes.problem(node, path + ".type", TYPE.expected());
    }
    Integer uploads = nodes.number(entries.get("uploads"), path + ".uploads", UPLOADS);
    return new StorageSpec(
        name,
        pattern(entries.get("path-pattern"), path + ".path-pattern"),
        uploads == null ? StorageSpec.USUAL_UPLOADS : uploads,
        place(type, record(node, entries, path, type), path + "." + type));
  }

  /// What belongs to a type stands in a record of its name.
  private Node record(Node node, Map<String, Node> entries, String path, String type)
      throws ConfigException {
    Node record = entries.get(type);
    if (record == null) {
      throw nodes.problem(node, path + "." + type, "what belongs to the type " + type);
    }
    return record;
  }

  private PathPattern pattern(@Nullable Node node, String path) throws ConfigException {
    String text = nodes.text(node, path, LINE);
    if (node == null || text == null) {
      return PathPattern.USUAL;
    }
    try {
      return PathPattern.parse(text);
    } catch (IllegalArgumentException none) {
      throw nodes.problem(node, path, "a pattern: " + none.getMessage());
    }
  }

  private StorageSpec.Place place(String type, Node record, String path) throws ConfigException {
    return type.equals("s3")
        ? new StorageSpec.S3(new S3Reader(nodes).read(record, path))
        : local(record, path);
  }

  private StorageSpec.Place local(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, LOCAL_KEYS);
    Node at = entries.getOrDefault("folder", node);
    String text = nodes.text(entries.get("folder"), path + ".folder", LINE);
    try {
      Path folder = Path.of(text == null ? "" : text);
      boolean inside = !folder.isAbsolute() && !folder.normalize().startsWith("..");
      if (text == null || (!own && !inside)) {
        throw nodes.problem(
            at,
            path + ".folder",
            own
                ? "a folder"
                : "a folder below the gateway's own, such as archive: only the configuration file"
                    + " says where else on this machine something is stored");
      }
      return new StorageSpec.Local(own ? folder.toAbsolutePath().normalize() : folder.normalize());
    } catch (InvalidPathException notAPath) {
      throw nodes.problem(at, path + ".folder", "a path: " + notAPath.getReason());
    }
  }
}
