package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.DataSize;
import io.tidegate.udp.UdpAddress;
import io.tidegate.udp.UdpListenTarget;
import io.tidegate.udp.packet.RtpMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what concerns transport streams over UDP in the routes' sources and outputs.
final class UdpTsReader {
  static final DataSize RECEIVE_BUFFER = new DataSize(UdpListenTarget.RECEIVE_BYTES);

  private static final Set<String> SOURCE_KEYS =
      DialReader.frameKeys("type", "url", "rtp", "interface", "receive-buffer");
  private static final Set<String> PUSH_KEYS =
      new TreeSet<>(Set.of("url", "rtp", "interface", "ttl", "dscp"));
  private static final Kind INTERFACE =
      new Kind.Text("the name of a network interface, or an address of it", false);
  private static final Kind RTP =
      new Kind.Choice(Arrays.stream(RtpMode.values()).map(RtpMode::label).toList());

  private final NodeReader nodes;
  private final DialReader dials;

  UdpTsReader(NodeReader nodes) {
    this.nodes = nodes;
    this.dials = new DialReader(nodes);
  }

  /// `{type: udp-ts, url: 'udp://239.1.1.1:5000', interface: eth1}`.
  SourceSpec source(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, SOURCE_KEYS);
    String rtp = nodes.text(entries.get("rtp"), path + ".rtp", RTP);
    String buffer =
        nodes.text(entries.get("receive-buffer"), path + ".receive-buffer", new Kind.AnySize());
    return new SourceSpec.UdpTs(
        address(node, entries, path),
        rtp == null ? RtpMode.AUTO : RtpMode.valueOf(rtp.toUpperCase(Locale.ROOT)),
        networkInterface(entries, path),
        buffer == null ? RECEIVE_BUFFER : DataSize.parse(buffer),
        dials.times(entries, path));
  }

  /// `[{url: 'rtp://239.1.1.1:5000', ttl: 4, dscp: 34}]`.
  List<OutputSpec> pushes(Node node, String path) throws ConfigException {
    List<OutputSpec> pushes = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      pushes.add(push(entries.get(i), path + "[" + i + "]"));
    }
    return pushes;
  }

  private OutputSpec push(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PUSH_KEYS);
    UdpAddress address = address(node, entries, path);
    Integer ttl = nodes.number(entries.get("ttl"), path + ".ttl");
    Integer dscp = nodes.number(entries.get("dscp"), path + ".dscp");
    return new OutputSpec.UdpTsPush(
        address,
        nodes.flag(entries.get("rtp"), path + ".rtp", address.rtp()),
        networkInterface(entries, path),
        ttl == null ? 0 : ttl,
        dscp == null ? 0 : dscp);
  }

  private String networkInterface(Map<String, Node> entries, String path) throws ConfigException {
    String name = nodes.text(entries.get("interface"), path + ".interface", INTERFACE);
    return name == null ? "" : name;
  }

  private UdpAddress address(Node node, Map<String, Node> entries, String path)
      throws ConfigException {
    Node written = entries.get("url");
    if (written == null) {
      throw nodes.problem(node, path + ".url", "udp://HOST:PORT or rtp://HOST:PORT");
    }
    try {
      return UdpAddress.parse(nodes.scalar(written, path + ".url"));
    } catch (IllegalArgumentException wrong) {
      throw nodes.problem(written, path + ".url", String.valueOf(wrong.getMessage()));
    }
  }
}
