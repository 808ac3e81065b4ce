package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.RtspQuirks;
import io.tidegate.rtsp.RtspTransport;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.RtspUrl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads what concerns RTSP in the routes' sources and pushes.
final class RtspReader {
  private static final Set<String> PULL_KEYS =
      DialReader.keys(
          "type",
          RoutesReader.ON_DEMAND,
          "url",
          "transport",
          "user",
          "password",
          "password-file",
          "verify-tls",
          "quirks");
  private static final Set<String> PUSH_KEYS =
      DialReader.keys("url", "user", "password", "password-file", "verify-tls");
  private static final Kind LINE = new Kind.Text("text of one line", true);
  private static final Kind TRANSPORT =
      new Kind.Choice(Arrays.stream(RtspTransport.values()).map(RtspTransport::label).toList());

  private static final String QUIRKS =
      "some of transport=tcp, transport=udp, keep-alive=GET_PARAMETER, keep-alive=OPTIONS,"
          + " keep-alive=SET_PARAMETER, control=tracks, control=request-url, ignore-sprop,"
          + " arrival-times";

  private final NodeReader nodes;
  private final DialReader dials;

  RtspReader(NodeReader nodes) {
    this.nodes = nodes;
    this.dials = new DialReader(nodes);
  }

  /// `{type: rtsp-pull, url: 'rtsp://user:password@camera/path', transport: auto}`.
  SourceSpec pull(Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, PULL_KEYS);
    String transport = nodes.text(entries.get("transport"), path + ".transport", TRANSPORT);
    return new SourceSpec.RtspPull(
        url(node, entries, path),
        transport == null
            ? RtspTransport.AUTO
            : RtspTransport.valueOf(transport.toUpperCase(Locale.ROOT)),
        nodes.flag(entries.get("verify-tls"), path + ".verify-tls", false),
        quirks(entries.get("quirks"), path + ".quirks"),
        dials.dial(entries, path));
  }

  /// `[{url: 'rtsp://host/path', user: u, password-file: /etc/…}]`.
  List<OutputSpec> pushes(Node node, String path) throws ConfigException {
    List<OutputSpec> pushes = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      String at = path + "[" + i + "]";
      Map<String, Node> keys = nodes.mapping(entries.get(i), at, PUSH_KEYS);
      pushes.add(
          new OutputSpec.RtspPush(
              url(entries.get(i), keys, at),
              nodes.flag(keys.get("verify-tls"), at + ".verify-tls", true),
              dials.dial(keys, at)));
    }
    return pushes;
  }

  /// `keep-alive=OPTIONS ignore-sprop`.
  private RtspQuirks quirks(@Nullable Node written, String path) throws ConfigException {
    String text = nodes.text(written, path, LINE);
    if (written == null || text == null) {
      return RtspQuirks.NONE;
    }
    try {
      return RtspQuirks.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw nodes.problem(written, path, QUIRKS);
    }
  }

  /// The messages do not repeat the URL, which may hold a password.
  private RtspUrl url(Node node, Map<String, Node> entries, String path) throws ConfigException {
    Node written = entries.get("url");
    if (written == null) {
      throw nodes.problem(node, path + ".url", "rtsp://HOST:PORT/PATH");
    }
    RtspUrl url;
    try {
      url = RtspUrl.parse(nodes.scalar(written, path + ".url"));
    } catch (MalformedException wrong) {
      throw nodes.problem(written, path + ".url", String.valueOf(wrong.getMessage()));
    }
    Credentials login = login(entries, path);
    if (login == null) {
      return url;
    }
    if (!url.login().isEmpty()) {
      throw nodes.problem(written, path + ".url", "no user in it beside the key user");
    }
    return url.withLogin(login);
  }

  /// Null when it does not stand in keys of its own.
  private @Nullable Credentials login(Map<String, Node> entries, String path)
      throws ConfigException {
    String user = nodes.text(entries.get("user"), path + ".user", LINE);
    Value plain = nodes.value(entries.get("password"), path + ".password", new Kind.Secret());
    Value file = nodes.value(entries.get("password-file"), path + ".password-file", LINE);
    Token password = Secrets.read(plain, file);
    if (user == null) {
      for (String name : List.of("password", "password-file")) {
        Node alone = entries.get(name);
        if (alone != null) {
          throw nodes.problem(alone, path + "." + name, "a user with it");
        }
      }
      return null;
    }
    return new Credentials(user, password.text());
  }
}
