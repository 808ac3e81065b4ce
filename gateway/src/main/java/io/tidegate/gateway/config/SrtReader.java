package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.srt.arq.ArqPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what concerns SRT in lists: further ports, and the routes' `srt` record, sources and
/// pushes.
final class SrtReader {
  private static final Set<String> PROFILE_KEYS =
      new TreeSet<>(
          Set.of(
              "latency-ms",
              "max-latency-ms",
              "peer-latency-ms",
              "passphrase",
              "passphrase-file",
              "key-length",
              "packet-filter",
              "reorder-tolerance",
              "receive-buffer",
              "idle-timeout-ms",
              "policy",
              "program",
              "audio-pid",
              "audio-language",
              "remux"));
  private static final Set<String> PORT_KEYS = new TreeSet<>(Set.of("port", "key", "policy"));
  private static final Set<String> PEER_KEYS =
      DialReader.keys(
          "type", RoutesReader.ON_DEMAND, "url", "host", "port", "stream-id", "mode", "local-port");

  private static final Kind POLICY = new Kind.Choice(ArqPolicies.NAMES);
  private static final Kind MODE = new Kind.Choice(List.of("caller", "rendezvous"));
  private static final Kind HOST = new Kind.Text("an address or host name", false);
  private static final Kind LINE = new Kind.Text("text of one line", true);
  private static final Kind.Whole ANY_PORT = new Kind.Whole(0, 65_535);
  private static final Kind.Whole PEER_PORT = new Kind.Whole(1, 65_535);

  private final NodeReader nodes;
  private final DialReader dials;

  SrtReader(NodeReader nodes) {
    this.nodes = nodes;
    this.dials = new DialReader(nodes);
  }

  /// The list `srt.ports`.
  List<SrtPortSpec> ports(Node node, String path) throws ConfigException {
    List<SrtPortSpec> ports = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      ports.add(port(entries.get(i), path + "[" + i + "]", i + 1));
    }
    return ports;
  }

  private SrtPortSpec port(Node node, String path, int number) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PORT_KEYS);
    Integer port = nodes.number(entries.get("port"), path + ".port", ANY_PORT);
    if (port == null) {
      throw nodes.problem(node, path + ".port", ANY_PORT.expected());
    }
    Node keyNode = entries.get("key");
    StreamKey key = null;
    if (keyNode != null) {
      try {
        key = StreamKey.parse(nodes.scalar(keyNode, path + ".key"));
      } catch (IllegalArgumentException notAKey) {
        throw nodes.problem(keyNode, path + ".key", String.valueOf(notAKey.getMessage()));
      }
    }
    String policy = nodes.text(entries.get("policy"), path + ".policy", POLICY);
    return new SrtPortSpec("srt." + (key == null ? number : key), port, key, policy);
  }

  /// The record `srt` of a route.
  SrtSpec profile(@Nullable Node node, String path) throws ConfigException {
    if (node == null || ConfigFile.isNull(node)) {
      return SrtSpec.NONE;
    }
    Map<String, Node> entries = nodes.mapping(node, path, PROFILE_KEYS);
    Integer keyLength = number(entries, path, "key-length");
    String filter = nodes.text(entries.get("packet-filter"), path + ".packet-filter", LINE);
    String buffer =
        nodes.text(entries.get("receive-buffer"), path + ".receive-buffer", new Kind.AnySize());
    return new SrtSpec(
        number(entries, path, "latency-ms"),
        number(entries, path, "max-latency-ms"),
        number(entries, path, "peer-latency-ms"),
        passphrase(entries, path),
        keyLength == null ? 0 : keyLength,
        filter == null ? "" : filter,
        number(entries, path, "reorder-tolerance"),
        buffer == null ? null : DataSize.parse(buffer),
        nodes.millis(entries.get("idle-timeout-ms"), path + ".idle-timeout-ms"),
        nodes.text(entries.get("policy"), path + ".policy", LINE),
        transport(entries, path));
  }

  private SrtSpec.Transport transport(Map<String, Node> entries, String path)
      throws ConfigException {
    Integer program = number(entries, path, "program");
    Integer audio = number(entries, path, "audio-pid");
    String language = nodes.text(entries.get("audio-language"), path + ".audio-language", LINE);
    return new SrtSpec.Transport(
        program == null ? 0 : program,
        audio == null ? 0 : audio,
        language == null ? "" : language,
        nodes.flag(entries.get("remux"), path + ".remux", false));
  }

  private @Nullable Integer number(Map<String, Node> entries, String path, String name)
      throws ConfigException {
    return nodes.number(entries.get(name), path + "." + name);
  }

  private Token passphrase(Map<String, Node> entries, String path) throws ConfigException {
    Value plain = nodes.value(entries.get("passphrase"), path + ".passphrase", new Kind.Secret());
    Value file = nodes.value(entries.get("passphrase-file"), path + ".passphrase-file", LINE);
    return Secrets.read(plain, file);
  }

  /// That of the section `srt`.
  static Token passphrase(@Nullable Value plain, @Nullable Value file) throws ConfigException {
    Token passphrase = Secrets.read(plain, file);
    String refusal = SrtSpec.refusal(passphrase);
    if (!refusal.isEmpty()) {
      Value where = file == null || file.isEmpty() ? plain : file;
      throw (where == null ? new Value("", "srt.passphrase") : where).expected(refusal);
    }
    return passphrase;
  }

  /// `{type: srt-listen, port: 9001}`.
  SourceSpec listen(Node node, String path) throws ConfigException {
    Map<String, Node> entries = dials.listener(node, path, "type", "port");
    Integer port = nodes.number(entries.get("port"), path + ".port", ANY_PORT);
    return new SourceSpec.SrtListen(
        port == null ? SourceSpec.SrtListen.SHARED : port, dials.times(entries, path));
  }

  /// `{type: srt-call, url: 'srt://host:port?streamid=x'}`, or host, port and stream-id.
  SourceSpec call(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PEER_KEYS);
    return new SourceSpec.SrtCall(peer(node, entries, path), dials.dial(entries, path));
  }

  /// The list `srt-push`: the same records without a type.
  List<OutputSpec> pushes(Node node, String path) throws ConfigException {
    List<OutputSpec> pushes = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      Node one = entries.get(i);
      String at = path + "[" + i + "]";
      Map<String, Node> keys = nodes.mapping(one, at, PEER_KEYS);
      pushes.add(new OutputSpec.SrtPush(peer(one, keys, at), dials.dial(keys, at)));
      Node demand = nodes.seen(at + "." + RoutesReader.ON_DEMAND);
      if (demand != null) {
        throw nodes.problem(demand, at + "." + RoutesReader.ON_DEMAND, "it with a source alone");
      }
    }
    return pushes;
  }

  private SrtAddress peer(Node node, Map<String, Node> entries, String path)
      throws ConfigException {
    Node url = entries.get("url");
    String mode = nodes.text(entries.get("mode"), path + ".mode", MODE);
    String id = nodes.text(entries.get("stream-id"), path + ".stream-id", LINE);
    Integer local = nodes.number(entries.get("local-port"), path + ".local-port", PEER_PORT);
    SrtUrl parsed;
    if (url != null) {
      if (entries.containsKey("host") || entries.containsKey("port")) {
        throw nodes.problem(node, path, "url, or host and port, not both");
      }
      try {
        parsed = SrtUrl.parse(nodes.scalar(url, path + ".url"));
      } catch (IllegalArgumentException wrong) {
        throw nodes.problem(url, path + ".url", String.valueOf(wrong.getMessage()));
      }
    } else {
      String host = nodes.text(entries.get("host"), path + ".host", HOST);
      Integer port = nodes.number(entries.get("port"), path + ".port", PEER_PORT);
      if (host == null || port == null) {
        throw nodes.problem(node, path, "url, or host and port");
      }
      parsed = new SrtUrl(host, port, "", false);
    }
    boolean rendezvous = mode == null ? parsed.rendezvous() : mode.equals("rendezvous");
    String streamId = id == null ? parsed.streamId() : id;
    if (local != null && !rendezvous) {
      throw nodes.problem(node, path + ".local-port", "mode: rendezvous with it");
    }
    int localPort = rendezvous ? local == null ? parsed.port() : local : 0;
    return new SrtAddress(parsed.host(), parsed.port(), streamId, rendezvous, localPort);
  }
}
