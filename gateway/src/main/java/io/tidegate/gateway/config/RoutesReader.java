package io.tidegate.gateway.config;

import io.tidegate.gateway.route.BitRateSpec;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteRules;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads routes: the `routes:` list of the configuration file, and those of the API, which are the
/// same under other names. [RouteRules] has the last word on each.
final class RoutesReader {
  private static final Set<String> ROUTE_KEYS =
      new TreeSet<>(
          Set.of(
              "key",
              "access",
              "bit-rate",
              "aliases",
              "enabled",
              "labels",
              "limits",
              "sources",
              "outputs",
              "take-over",
              "grace-ms",
              "max-instances",
              "node-labels",
              "stable-ms",
              "srt"));

  /// Of every source that is called.
  static final String ON_DEMAND = "on-demand";

  private static final Set<String> OUTPUT_KEYS = outputKeys();

  private final NodeReader nodes;
  private final SrtReader srt;
  private final RtspReader rtsp;
  private final RtmpReader rtmp;
  private final UdpTsReader udp;
  private final DialReader dials;
  private final RenditionReader renditions;
  private final AccessReader access;
  private final RecordingReader recordings;

  RoutesReader(NodeReader nodes) {
    this.nodes = nodes;
    this.srt = new SrtReader(nodes);
    this.rtsp = new RtspReader(nodes);
    this.rtmp = new RtmpReader(nodes);
    this.udp = new UdpTsReader(nodes);
    this.dials = new DialReader(nodes);
    this.renditions = new RenditionReader(nodes);
    this.access = new AccessReader(nodes);
    this.recordings = new RecordingReader(nodes);
  }

  /// @param path what messages call the list
  /// @param complete puts in what the document leaves to others, before the rules are asked
  List<RouteSpec> read(Node node, String path, UnaryOperator<RouteSpec> complete)
      throws ConfigException {
    List<RouteSpec> routes = new ArrayList<>();
    Set<StreamKey> keys = new HashSet<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      String at = path + "[" + i + "]";
      RouteSpec route = one(entries.get(i), at, complete);
      if (!keys.add(route.key())) {
        throw nodes.problem(entries.get(i), at + ".key", "a route of its own for each key");
      }
      routes.add(route);
    }
    return routes;
  }

  /// One route, likewise.
  RouteSpec one(Node node, String path, UnaryOperator<RouteSpec> complete) throws ConfigException {
    RouteSpec route = complete.apply(route(node, path));
    List<Fault> faults = RouteRules.faults(route);
    if (!faults.isEmpty()) {
      throw nodes.broken(node, path, faults);
    }
    return route;
  }

  private RouteSpec route(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, ROUTE_KEYS);
    Node keyNode = entries.get("key");
    if (keyNode == null) {
      throw nodes.problem(node, path + ".key", "a stream key such as live/cam1");
    }
    return new RouteSpec(
        routeKey(keyNode, path + ".key"),
        nodes.flag(entries.get("enabled"), path + ".enabled", true),
        sources(entries.get("sources"), path + ".sources"),
        outputs(entries.get("outputs"), path + ".outputs"),
        nodes.flag(entries.get("take-over"), path + ".take-over"),
        nodes.millis(entries.get("grace-ms"), path + ".grace-ms"),
        srt.profile(entries.get("srt"), path + ".srt"),
        labels(entries.get("labels"), path + ".labels"),
        nodes.millis(entries.get("stable-ms"), path + ".stable-ms"),
        nodes.number(entries.get("max-instances"), path + ".max-instances"),
        aliases(entries.get("aliases"), path + ".aliases"),
        access.read(entries.get("access"), path + ".access"),
        LimitsReader.read(nodes, entries.get("limits"), path + ".limits"),
        bitRate(entries.get("bit-rate"), path + ".bit-rate"),
        labels(entries.get("node-labels"), path + ".node-labels"));
  }

  private BitRateSpec bitRate(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return BitRateSpec.NONE;
    }
    Map<String, Node> entries = nodes.mapping(node, path, Set.of("min-kbps", "max-kbps"));
    return new BitRateSpec(
        nodes.number(entries.get("min-kbps"), path + ".min-kbps"),
        nodes.number(entries.get("max-kbps"), path + ".max-kbps"));
  }

  private List<StreamKey> aliases(@Nullable Node node, String path) throws ConfigException {
    List<StreamKey> aliases = new ArrayList<>();
    if (node != null) {
      for (Node alias : nodes.sequence(node, path)) {
        aliases.add(streamKey(alias, path));
      }
    }
    return aliases;
  }

  private List<String> labels(@Nullable Node node, String path) throws ConfigException {
    List<String> labels = new ArrayList<>();
    if (node != null) {
      for (Node label : nodes.sequence(node, path)) {
        labels.add(nodes.scalar(label, path));
      }
    }
    return labels;
  }

  private StreamKey routeKey(Node node, String path) throws ConfigException {
    try {
      return StreamKey.parsePattern(nodes.scalar(node, path));
    } catch (IllegalArgumentException notAKey) {
      throw nodes.problem(node, path, "a stream key: " + notAKey.getMessage());
    }
  }

  private StreamKey streamKey(Node node, String path) throws ConfigException {
    try {
      return StreamKey.parse(nodes.scalar(node, path));
    } catch (IllegalArgumentException notAKey) {
      throw nodes.problem(node, path, "a stream key: " + notAKey.getMessage());
    }
  }

  private List<SourceSpec> sources(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return SourceSpec.publishers();
    }
    List<SourceSpec> sources = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      sources.add(source(entries.get(i), path + "[" + i + "]"));
    }
    return sources;
  }

  private SourceSpec source(Node node, String path) throws ConfigException {
    return switch (nodes.typeOf(node, path)) {
      case SourceSpec.RtmpPublish.TYPE ->
          new SourceSpec.RtmpPublish(dials.times(dials.listener(node, path, "type"), path));
      case SourceSpec.RtspPublish.TYPE ->
          new SourceSpec.RtspPublish(dials.times(dials.listener(node, path, "type"), path));
      case SourceSpec.File.TYPE -> ClipReader.file(nodes, node, path);
      case SourceSpec.Slate.TYPE -> ClipReader.slate(nodes, node, path);
      case SourceSpec.SrtListen.TYPE -> srt.listen(node, path);
      case SourceSpec.SrtCall.TYPE -> called(srt.call(node, path), path);
      case SourceSpec.RtspPull.TYPE -> called(rtsp.pull(node, path), path);
      case SourceSpec.RtmpPull.TYPE -> called(rtmp.pull(node, path), path);
      case SourceSpec.UdpTs.TYPE -> udp.source(node, path);
      case SourceSpec.TestPattern.TYPE -> renditions.pattern(node, path);
      default ->
          throw nodes.problem(
              nodes.typeNode(node),
              path + ".type",
              "rtmp-publish, rtsp-publish, srt-listen, srt-call, rtsp-pull, rtmp-pull, udp-ts,"
                  + " test-pattern, file or slate");
    };
  }

  /// Now, or when somebody plays; its reader has seen the other keys.
  private SourceSpec called(SourceSpec source, String path) throws ConfigException {
    String at = path + "." + ON_DEMAND;
    return nodes.flag(nodes.seen(at), at, false) ? new SourceSpec.OnDemand(source) : source;
  }

  private List<OutputSpec> outputs(@Nullable Node node, String path) throws ConfigException {
    List<OutputSpec> outputs = new ArrayList<>();
    if (node == null) {
      return outputs;
    }
    for (var entry : nodes.mapping(node, path, OUTPUT_KEYS).entrySet()) {
      String name = entry.getKey();
      if (name.equals(OutputSpec.SrtPush.NAME)) {
        outputs.addAll(srt.pushes(entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.RtmpPush.NAME)) {
        outputs.addAll(rtmp.pushes(entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.RtspPush.NAME)) {
        outputs.addAll(rtsp.pushes(entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.UdpTsPush.NAME)) {
        outputs.addAll(udp.pushes(entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.Rendered.NAME)) {
        outputs.addAll(renditions.read(entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.Recording.NAME)) {
        outputs.add(new OutputSpec.Recording(recordings.read(entry.getValue(), path + "." + name)));
      } else if (StillsReader.reads(name, entry.getValue())) {
        outputs.add(StillsReader.read(nodes, entry.getValue(), path + "." + name));
      } else if (name.equals(OutputSpec.FrameTap.NAME)) {
        outputs.addAll(FrameTapReader.read(nodes, entry.getValue(), path + "." + name));
      } else {
        boolean enabled = nodes.flag(entry.getValue(), path + "." + name, true);
        outputs.add(OutputSpec.of(name, enabled));
      }
    }
    return outputs;
  }

  private static Set<String> outputKeys() {
    Set<String> keys = new TreeSet<>(OutputSpec.NAMES);
    keys.addAll(OutputSpec.PUSHES);
    keys.addAll(OutputSpec.MADE);
    keys.add(OutputSpec.Recording.NAME);
    return keys;
  }
}
