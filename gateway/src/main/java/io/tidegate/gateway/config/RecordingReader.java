package io.tidegate.gateway.config;

import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.WeekSchedule;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `outputs.recording` of a route, a switch or a record, and writes it. Stateless but for its
/// nodes.
final class RecordingReader {
  private static final Set<String> KEYS =
      Set.of(
          "enabled",
          "container",
          "segment-seconds",
          "storage",
          "keep-local-hours",
          "retain-days",
          "retain-size",
          "schedule");

  private static final Kind CONTAINER = new Kind.Choice(List.of("fmp4", "ts"));
  private static final Kind.Whole SECONDS = new Kind.Whole(1, RecordingSpec.MAX_SECONDS);
  private static final Kind.Whole DAYS = new Kind.Whole(1, RecordingSpec.MAX_DAYS);
  private static final Kind.Whole HOURS = new Kind.Whole(0, RecordingSpec.MAX_HOURS);
  private static final Kind SIZE =
      new Kind.Size(RecordingSpec.LEAST_SIZE, DataSize.ofMegabytes(1L << 30));
  private static final Kind STORAGE =
      new Kind.Formed("the name of a storage profile", RecordingSpec.STORAGE);

  private final NodeReader nodes;

  RecordingReader(NodeReader nodes) {
    this.nodes = nodes;
  }

  /// What holds for all recordings.
  ///
  /// @param text of a setting by its path, checked before
  static Settings.Recording settings(Function<String, String> text, Path dataDir) {
    String folder = text.apply("recording.folder");
    return new Settings.Recording(
        folder.isEmpty() ? dataDir.resolve("recordings") : Path.of(folder).toAbsolutePath(),
        DataSize.parse(text.apply("recording.keep-free")),
        Integer.parseInt(text.apply("recording.retain-days")),
        DataSize.parse(text.apply("recording.queue")),
        text.apply("recording.sync").equals("true"),
        new Settings.LocalCopies(
            Integer.parseInt(text.apply("recording.keep-local-hours")),
            DataSize.parse(text.apply("recording.keep-local-size"))));
  }

  RecordingSpec read(Node node, String path) throws ConfigException {
    if (!(node instanceof MappingNode)) {
      return nodes.flag(node, path, true) ? RecordingSpec.ON : RecordingSpec.OFF;
    }
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    String container = nodes.text(entries.get("container"), path + ".container", CONTAINER);
    Integer seconds =
        nodes.number(entries.get("segment-seconds"), path + ".segment-seconds", SECONDS);
    String storage = nodes.text(entries.get("storage"), path + ".storage", STORAGE);
    String size = nodes.text(entries.get("retain-size"), path + ".retain-size", SIZE);
    return new RecordingSpec(
        nodes.flag(entries.get("enabled"), path + ".enabled", true),
        container == null ? Container.FMP4 : Container.valueOf(container.toUpperCase(Locale.ROOT)),
        seconds == null ? RecordingSpec.USUAL_SECONDS : seconds,
        storage == null ? "" : storage,
        nodes.number(entries.get("keep-local-hours"), path + ".keep-local-hours", HOURS),
        nodes.number(entries.get("retain-days"), path + ".retain-days", DAYS),
        size == null ? null : DataSize.parse(size),
        schedule(entries.get("schedule"), path + ".schedule"));
  }

  private WeekSchedule schedule(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return WeekSchedule.ALWAYS;
    }
    try {
      return WeekSchedule.parse(nodes.scalar(node, path));
    } catch (IllegalArgumentException notOne) {
      throw nodes.problem(node, path, WeekSchedule.EXPECTED);
    }
  }

  /// What is usual is left out; a switch where nothing else is said.
  static Object write(RecordingSpec spec, Naming naming) {
    Map<String, Object> written = new LinkedHashMap<>();
    if (spec.container() != Container.FMP4) {
      written.put(naming.of("container"), spec.container().label());
    }
    if (spec.segmentSeconds() != RecordingSpec.USUAL_SECONDS) {
      written.put(naming.of("segment-seconds"), spec.segmentSeconds());
    }
    if (!spec.storage().isEmpty()) {
      written.put(naming.of("storage"), spec.storage());
    }
    Integer hours = spec.keepLocalHours();
    if (hours != null) {
      written.put(naming.of("keep-local-hours"), hours);
    }
    Integer days = spec.retainDays();
    if (days != null) {
      written.put(naming.of("retain-days"), days);
    }
    DataSize size = spec.retainSize();
    if (size != null) {
      written.put(naming.of("retain-size"), size.toString());
    }
    if (!spec.schedule().windows().isEmpty()) {
      written.put(naming.of("schedule"), spec.schedule().text());
    }
    if (written.isEmpty()) {
      return spec.enabled();
    }
    if (!spec.enabled()) {
      written.put(naming.of("enabled"), false);
    }
    return written;
  }
}
