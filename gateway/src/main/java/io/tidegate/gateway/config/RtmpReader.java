package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RtmpPeer;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.rtmp.RtmpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what concerns other RTMP servers in the routes' sources and outputs.
///
/// A server's page tells an address and a stream key (`rtmp://host/app` and a secret), or one URL
/// with both: either can be written down as it is.
final class RtmpReader {
  private static final Set<String> PUSH_KEYS =
      DialReader.keys("url", "stream-key", "stream-key-file", "verify-tls");
  private static final Set<String> PULL_KEYS =
      DialReader.keys(
          "type", RoutesReader.ON_DEMAND, "url", "stream-key", "stream-key-file", "verify-tls");
  private static final Kind FILE = new Kind.Text("text of one line", true);

  private final NodeReader nodes;
  private final DialReader dials;

  RtmpReader(NodeReader nodes) {
    this.nodes = nodes;
    this.dials = new DialReader(nodes);
  }

  /// `{type: rtmp-pull, url: 'rtmp://host/app/name'}`.
  SourceSpec pull(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PULL_KEYS);
    return new SourceSpec.RtmpPull(peer(node, entries, path), dials.dial(entries, path));
  }

  /// `[{url: 'rtmps://host/app', stream-key-file: /etc/…}]`.
  List<OutputSpec> pushes(Node node, String path) throws ConfigException {
    List<OutputSpec> pushes = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      String at = path + "[" + i + "]";
      Node one = entries.get(i);
      Map<String, Node> keys = nodes.mapping(one, at, PUSH_KEYS);
      pushes.add(new OutputSpec.RtmpPush(peer(one, keys, at), dials.dial(keys, at)));
    }
    return pushes;
  }

  private RtmpPeer peer(Node node, Map<String, Node> entries, String path) throws ConfigException {
    Node written = entries.get("url");
    if (written == null) {
      throw nodes.problem(node, path + ".url", "rtmp://HOST:PORT/APP/NAME");
    }
    Token key = streamKey(entries, path);
    return new RtmpPeer(
        address(written, path + ".url", key.isEmpty() ? null : key),
        !key.isEmpty(),
        nodes.flag(entries.get("verify-tls"), path + ".verify-tls", true));
  }

  private Token streamKey(Map<String, Node> entries, String path) throws ConfigException {
    Value plain = nodes.value(entries.get("stream-key"), path + ".stream-key", new Kind.Secret());
    Value file = nodes.value(entries.get("stream-key-file"), path + ".stream-key-file", FILE);
    return Secrets.read(plain, file);
  }

  /// The messages do not repeat the URL, which may hold a secret.
  private RtmpAddress address(Node written, String path, @Nullable Token key)
      throws ConfigException {
    String url = nodes.scalar(written, path);
    try {
      return key == null ? RtmpAddress.parse(url) : RtmpAddress.parse(url, key.text());
    } catch (IllegalArgumentException wrong) {
      throw nodes.problem(written, path, String.valueOf(wrong.getMessage()));
    }
  }
}
