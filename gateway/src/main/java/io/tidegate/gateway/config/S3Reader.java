package io.tidegate.gateway.config;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.s3.S3Options;
import io.tidegate.gateway.storage.s3.S3Options.Checksum;
import io.tidegate.gateway.storage.s3.S3Options.Transfers;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the record `s3` of a storage profile.
final class S3Reader {
  /// Names of files of this machine end in `-file`: only its own configuration says them.
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "endpoint",
              "region",
              "bucket",
              "prefix",
              "access-key",
              "secret-key",
              "secret-key-file",
              "path-style",
              "authorities-file",
              "part-size",
              "bandwidth-limit",
              "checksum",
              "presign-s",
              "stall-ms"));

  private static final Kind LINE = new Kind.Text("text of one line", true);
  private static final Kind NAME = new Kind.Formed("a name", Pattern.compile("[\\w.:-]{1,128}"));
  private static final Kind BUCKET =
      new Kind.Formed("the name of a bucket", Pattern.compile("[A-Za-z0-9][\\w.-]{1,62}"));
  private static final Kind CHECKSUM = new Kind.Choice(List.of("etag", "sha256", "size"));
  private static final Kind PART = new Kind.Size(Transfers.MIN_PART, Transfers.MAX_PART);

  /// Ten gigabits.
  private static final Kind BANDWIDTH =
      new Kind.Size(Transfers.MIN_BANDWIDTH, DataSize.ofMegabytes(1_250));

  private static final Kind.Whole PRESIGN = new Kind.Whole(1, Transfers.MAX_PRESIGN.toSeconds());

  /// Sixteen uploads at the least bandwidth move every four seconds.
  private static final Kind.Whole STALL = new Kind.Whole(10_000, 600_000);

  private static final String ENDPOINT =
      "an address such as https://s3.eu-central-1.amazonaws.com, without a path and a user";

  private final NodeReader nodes;

  S3Reader(NodeReader nodes) {
    this.nodes = nodes;
  }

  S3Options read(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    String region = nodes.text(entries.get("region"), path + ".region", NAME);
    S3Options.Bucket bucket =
        new S3Options.Bucket(
            endpoint(node, entries.get("endpoint"), path + ".endpoint"),
            region == null ? "us-east-1" : region,
            demanded(node, entries, path, "bucket", BUCKET),
            prefix(entries.get("prefix"), path + ".prefix"),
            nodes.flag(entries.get("path-style"), path + ".path-style", true));
    return new S3Options(
        bucket,
        new S3Options.Keys(
            demanded(node, entries, path, "access-key", NAME), secret(node, entries, path)),
        authorities(entries.get("authorities-file"), path + ".authorities-file"),
        transfers(entries, path));
  }

  private String demanded(
      Node record, Map<String, Node> entries, String path, String key, Kind kind)
      throws ConfigException {
    String text = nodes.text(entries.get(key), path + "." + key, kind);
    if (text == null) {
      throw nodes.problem(record, path + "." + key, kind.expected());
    }
    return text;
  }

  private URI endpoint(Node record, @Nullable Node node, String path) throws ConfigException {
    String text = nodes.text(node, path, LINE);
    try {
      URI uri = new URI(text == null ? "" : text.replaceFirst("/$", ""));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare =
          String.valueOf(uri.getRawPath()).isEmpty()
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (http && bare && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException notAUri) {
      // told below
    }
    throw nodes.problem(node == null ? record : node, path, ENDPOINT);
  }

  private String prefix(@Nullable Node node, String path) throws ConfigException {
    String text = nodes.text(node, path, LINE);
    if (node == null || text == null || text.isEmpty()) {
      return "";
    }
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      if (text.length() <= S3Options.MAX_PREFIX) {
        return new ObjectPath(bare).text() + "/";
      }
    } catch (IllegalArgumentException notAPath) {
      // told below
    }
    throw nodes.problem(
        node, path, "names with slashes between, at most " + S3Options.MAX_PREFIX + " characters");
  }

  private Token secret(Node record, Map<String, Node> entries, String path) throws ConfigException {
    String key = path + ".secret-key";
    String file = Secrets.filePath(key);
    Token secret =
        Secrets.read(
            nodes.value(entries.get("secret-key"), key, new Kind.Secret()),
            nodes.value(entries.get(Secrets.filePath("secret-key")), file, Keys.FILE));
    if (secret.isEmpty()) {
      throw nodes.problem(record, key, "the secret of the access key");
    }
    return secret;
  }

  private @Nullable Path authorities(@Nullable Node node, String path) throws ConfigException {
    String text = nodes.text(node, path, Keys.FILE);
    if (node == null || text == null || text.isEmpty()) {
      return null;
    }
    try {
      Path file = Path.of(text);
      if (Files.isReadable(file)) {
        return file;
      }
    } catch (InvalidPathException notAPath) {
      // told below
    }
    throw nodes.problem(node, path, "a readable PEM file");
  }

  private Transfers transfers(Map<String, Node> entries, String path) throws ConfigException {
    Transfers usual = Transfers.USUAL;
    String part = nodes.text(entries.get("part-size"), path + ".part-size", PART);
    String bandwidth =
        nodes.text(entries.get("bandwidth-limit"), path + ".bandwidth-limit", BANDWIDTH);
    String checksum = nodes.text(entries.get("checksum"), path + ".checksum", CHECKSUM);
    Integer presign = nodes.number(entries.get("presign-s"), path + ".presign-s", PRESIGN);
    Integer stall = nodes.number(entries.get("stall-ms"), path + ".stall-ms", STALL);
    return new Transfers(
        part == null ? usual.partSize() : DataSize.parse(part),
        bandwidth == null ? null : DataSize.parse(bandwidth),
        checksum == null ? usual.checksum() : Checksum.valueOf(checksum.toUpperCase(Locale.ROOT)),
        presign == null ? usual.presign() : Duration.ofSeconds(presign),
        stall == null ? usual.stall() : Duration.ofMillis(stall));
  }
}
