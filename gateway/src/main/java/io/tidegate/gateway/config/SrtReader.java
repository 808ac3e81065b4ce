package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.srt.StreamId;
import io.tidegate.srt.arq.ArqPolicies;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
              "remux"));
  private static final Set<String> PORT_KEYS = new TreeSet<>(Set.of("port", "key", "policy"));
  private static final Set<String> LISTEN_KEYS = new TreeSet<>(Set.of("type", "port"));
  private static final Set<String> PEER_KEYS =
      new TreeSet<>(Set.of("type", "url", "host", "port", "stream-id", "mode", "local-port"));

  private static final Kind POLICY = new Kind.Choice(ArqPolicies.NAMES);
  private static final Kind KEY_LENGTH = new Kind.Choice(List.of("16", "24", "32"));
  private static final Kind MODE = new Kind.Choice(List.of("caller", "rendezvous"));
  private static final Kind HOST = new Kind.Text("an address or host name", false);
  private static final Kind LINE = new Kind.Text("text of one line", true);
  private static final Kind.Whole ANY_PORT = new Kind.Whole(0, 65_535);
  private static final Kind.Whole PEER_PORT = new Kind.Whole(1, 65_535);

  /// ISO/IEC 13818-1 §2.4.4.5; 0 is the network's.
  private static final Kind.Whole PROGRAM = new Kind.Whole(1, 65_535);

  /// §2.4.3.3; 8191 are null packets.
  private static final Kind.Whole PID = new Kind.Whole(1, 8_190);

  /// libsrt waits no longer than its window of some thousand packets.
  private static final Kind.Whole TOLERANCE = new Kind.Whole(0, 1_000);

  /// libsrt's docs/features/packet-filtering-and-fec.md.
  private static final Pattern FILTER =
      Pattern.compile(
          "fec(,(cols:[1-9]\\d{0,2}|rows:-?\\d{1,3}|layout:(even|staircase)|arq:(always|onreq|never)))+");

  private final NodeReader nodes;

  SrtReader(NodeReader nodes) {
    this.nodes = nodes;
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
    Integer latency = number(entries, path, "latency-ms", Keys.SRT_LATENCY);
    Integer most = number(entries, path, "max-latency-ms", Keys.MAX_SRT_LATENCY);
    if (latency != null && most != null && most != 0 && most < latency) {
      throw nodes.problem(node, path + ".max-latency-ms", "at least latency-ms, or 0");
    }
    String keyLength = nodes.text(entries.get("key-length"), path + ".key-length", KEY_LENGTH);
    Token passphrase = passphrase(entries, path);
    if (keyLength != null && passphrase.isEmpty()) {
      throw nodes.problem(node, path + ".key-length", "a passphrase with it");
    }
    String buffer =
        nodes.text(entries.get("receive-buffer"), path + ".receive-buffer", Keys.SRT_BUFFER);
    return new SrtSpec(
        latency,
        most,
        number(entries, path, "peer-latency-ms", Keys.MAX_SRT_LATENCY),
        passphrase,
        keyLength == null ? 0 : Integer.parseInt(keyLength),
        packetFilter(entries.get("packet-filter"), path + ".packet-filter"),
        number(entries, path, "reorder-tolerance", TOLERANCE),
        buffer == null ? null : DataSize.parse(buffer),
        nodes.millis(entries.get("idle-timeout-ms"), path + ".idle-timeout-ms", Keys.SRT_TIMEOUT),
        nodes.text(entries.get("policy"), path + ".policy", POLICY),
        transport(entries, path));
  }

  private SrtSpec.Transport transport(Map<String, Node> entries, String path)
      throws ConfigException {
    Integer program = number(entries, path, "program", PROGRAM);
    Integer audio = number(entries, path, "audio-pid", PID);
    return new SrtSpec.Transport(
        program == null ? 0 : program,
        audio == null ? 0 : audio,
        nodes.flag(entries.get("remux"), path + ".remux", false));
  }

  private @Nullable Integer number(
      Map<String, Node> entries, String path, String name, Kind.Whole kind) throws ConfigException {
    return nodes.number(entries.get(name), path + "." + name, kind);
  }

  private Token passphrase(Map<String, Node> entries, String path) throws ConfigException {
    Value plain = nodes.value(entries.get("passphrase"), path + ".passphrase", new Kind.Secret());
    Value file = nodes.value(entries.get("passphrase-file"), path + ".passphrase-file", LINE);
    return passphrase(plain, file);
  }

  /// libsrt takes 10 to 79 bytes (`SRTO_PASSPHRASE`).
  static Token passphrase(@Nullable Value plain, @Nullable Value file) throws ConfigException {
    Token passphrase = Secrets.read(plain, file);
    String text = passphrase.text();
    if (!text.isEmpty()
        && (text.length() < 10 || text.getBytes(StandardCharsets.UTF_8).length > 79)) {
      Value where = file == null || file.isEmpty() ? plain : file;
      throw (where == null ? new Value("", "srt.passphrase") : where)
          .expected("a passphrase of 10 to 79 characters, not " + text.length());
    }
    return passphrase;
  }

  private String packetFilter(@Nullable Node node, String path) throws ConfigException {
    String text = nodes.text(node, path, LINE);
    if (node != null && text != null && !text.isEmpty()) {
      if (!FILTER.matcher(text).matches() || !text.contains("cols:")) {
        throw nodes.problem(node, path, "a packet filter such as fec,cols:10,rows:5");
      }
      return text;
    }
    return "";
  }

  /// `{type: srt-listen, port: 9001}`.
  SourceSpec listen(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, LISTEN_KEYS);
    Integer port = nodes.number(entries.get("port"), path + ".port", ANY_PORT);
    return new SourceSpec.SrtListen(port == null ? SourceSpec.SrtListen.SHARED : port);
  }

  /// `{type: srt-call, url: 'srt://host:port?streamid=x'}`, or host, port and stream-id.
  SourceSpec call(Node node, String path) throws ConfigException {
    return new SourceSpec.SrtCall(peer(node, path));
  }

  /// The list `srt-push`: the same records without a type.
  List<OutputSpec> pushes(Node node, String path) throws ConfigException {
    List<OutputSpec> pushes = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      pushes.add(new OutputSpec.SrtPush(peer(entries.get(i), path + "[" + i + "]")));
    }
    return pushes;
  }

  private SrtAddress peer(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PEER_KEYS);
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
    if (streamId.getBytes(StandardCharsets.UTF_8).length > StreamId.MAX_LENGTH) {
      throw nodes.problem(node, path, "a stream id of at most " + StreamId.MAX_LENGTH + " bytes");
    }
    if (local != null && !rendezvous) {
      throw nodes.problem(node, path + ".local-port", "mode: rendezvous with it");
    }
    int localPort = rendezvous ? local == null ? parsed.port() : local : 0;
    return new SrtAddress(parsed.host(), parsed.port(), streamId, rendezvous, localPort);
  }
}
