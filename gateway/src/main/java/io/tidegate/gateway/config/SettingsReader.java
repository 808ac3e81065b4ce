package io.tidegate.gateway.config;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.load.LoadLimits;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.syslog.SyslogOptions;
import io.tidegate.gateway.syslog.SyslogTarget;
import io.tidegate.hls.HlsOptions;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.RtspMulticast;
import io.tidegate.srt.SrtProfile;
import io.tidegate.transcode.worker.WorkersOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Builds [Settings] of a file and the environment, which wins.
public final class SettingsReader {
  private static final int MIN_SETUP_CODE = 10;
  private static final int USUAL_HTTP = 8080;
  private static final int USUAL_HTTPS = 8443;

  private static final String COLLECTOR =
      "an address such as http://127.0.0.1:4318/v1/traces, without a user";

  private final Map<String, Value> values;
  private final Lists lists;
  private final boolean embedded;

  /// What the file has lists of.
  record Lists(List<RouteSpec> routes, List<SrtPortSpec> srtPorts, List<StorageSpec> storage) {}

  /// @param values checked one by one
  SettingsReader(Map<String, Value> values, Lists lists, boolean embedded) {
    this.values = values;
    this.lists = lists;
    this.embedded = embedded;
  }

  /// @param file the configuration, null for the embedded default
  /// @param environment usually `System.getenv()`
  public static Settings read(@Nullable String file, Map<String, String> environment)
      throws ConfigException {
    return SettingsSource.read(file, environment).settings(Map.of());
  }

  Settings settings() throws ConfigException {
    return new Settings(
        text("bind"),
        path("data-dir").toAbsolutePath().normalize(),
        text("secret-key-file").isEmpty() ? null : path("secret-key-file").toAbsolutePath(),
        text("host-socket").isEmpty() ? null : path("host-socket").toAbsolutePath(),
        embedded,
        setupCode(),
        publishing(),
        access(),
        new TrustReader(values).read(),
        new Settings.Http(
            port("http.port"),
            httpsPort(),
            https(),
            !text("http.tls-port").equals(Kind.AutoPort.AUTO),
            millis("http.request-timeout-ms"),
            DataSize.parse(text("http.send-buffer")),
            millis("http.flv-batch-ms"),
            number("http.max-viewers"),
            number("http.max-viewers-per-stream")),
        new Settings.Rtmp(
            port("rtmp.port"),
            port("rtmp.tls-port"),
            tls("rtmp"),
            millis("rtmp.handshake-timeout-ms"),
            millis("rtmp.idle-timeout-ms")),
        srt(),
        new Settings.Rtsp(
            port("rtsp.port"),
            port("rtsp.tls-port"),
            tls("rtsp"),
            millis("rtsp.idle-timeout-ms"),
            millis("rtsp.session-timeout-ms"),
            multicast()),
        metrics(),
        new Settings.Traces(collector()),
        hls(),
        RecordingReader.settings(this::text, path("data-dir").toAbsolutePath().normalize()),
        players(),
        ClipReader.options(this),
        SnapshotsReader.read(this),
        limits(),
        LimitsReader.brownout(this::text),
        workers(),
        ClusterReader.read(this),
        new Settings.Log(text("log.format").equals("json"), text("log.level")),
        syslog(),
        MailReader.read(this, Secrets.read("mail.password", values)),
        lists.storage(),
        lists.routes());
  }

  /// No shorter than a password: whoever has it owns the gateway.
  private Token setupCode() throws ConfigException {
    Token code = Secrets.read("setup-code", values);
    if (!code.isEmpty() && code.text().length() < MIN_SETUP_CODE) {
      throw problem("setup-code", "at least " + MIN_SETUP_CODE + " characters");
    }
    return code;
  }

  private LoadLimits limits() throws ConfigException {
    try {
      return LimitsReader.read(this::text);
    } catch (IllegalArgumentException notOnes) {
      throw problem("limits.exempt", "networks with commas between them: " + notOnes.getMessage());
    }
  }

  private WorkersOptions workers() throws ConfigException {
    try {
      return TranscodeReader.read(this::text);
    } catch (IllegalArgumentException notOnes) {
      throw problem("transcode.cpus", "numbers of cores such as 2, 4-7");
    }
  }

  private @Nullable SyslogOptions syslog() throws ConfigException {
    String wanted = text("syslog.target");
    if (wanted.isEmpty()) {
      return null;
    }
    SyslogTarget target = SyslogTarget.parse(wanted);
    if (target == null) {
      throw problem("syslog.target", SyslogTarget.EXPECTED);
    }
    String send = text("syslog.send");
    String authorities = text("syslog.tls-authorities");
    return new SyslogOptions(
        target,
        !send.equals("audit"),
        !send.equals("log"),
        number("syslog.facility"),
        authorities.isEmpty() ? null : path("syslog.tls-authorities"));
  }

  private Settings.Players players() {
    return new Settings.Players(
        millis("players.wait-ms"), millis("players.on-demand-ms"), number("players.max-waiting"));
  }

  private Settings.Publishing publishing() throws ConfigException {
    Settings.PublishMode mode =
        Settings.PublishMode.valueOf(text("publish").toUpperCase(Locale.ROOT));
    Token token = Secrets.read("publish-token", values);
    if (mode == Settings.PublishMode.TOKEN && token.isEmpty()) {
      throw problem(
          "publish", "with token a publish-token (TIDEGATE_PUBLISH_TOKEN) or publish-token-file");
    }
    if (mode == Settings.PublishMode.HOOK && text("auth-hook.url").isEmpty()) {
      throw problem("publish", "with hook an auth-hook.url");
    }
    return new Settings.Publishing(
        mode,
        token,
        text("streams.take-over").equals("true"),
        millis("streams.grace-ms"),
        text("streams.add-silence").equals("true"));
  }

  private Settings.Access access() throws ConfigException {
    return new Settings.Access(
        play(), new AddressRules(networks("addresses.allow"), networks("addresses.deny")));
  }

  private Settings.PlayMode play() throws ConfigException {
    Settings.PlayMode mode = Settings.PlayMode.valueOf(text("play").toUpperCase(Locale.ROOT));
    if (mode == Settings.PlayMode.HOOK && text("auth-hook.url").isEmpty()) {
      throw problem("play", "with hook an auth-hook.url");
    }
    return mode;
  }

  private List<Network> networks(String path) throws ConfigException {
    try {
      return AddressRules.networks(text(path));
    } catch (IllegalArgumentException notOnes) {
      throw problem(path, "networks with commas between them: " + notOnes.getMessage());
    }
  }

  private @Nullable RtspMulticast multicast() throws ConfigException {
    String network = text("rtsp.multicast");
    if (network.equals("off")) {
      return null;
    }
    RtspMulticast multicast = RtspMulticast.parse(network, number("rtsp.multicast-ttl"));
    if (multicast == null) {
      throw problem("rtsp.multicast", "an IPv4 multicast network such as 239.255.42.0/24, or off");
    }
    return multicast;
  }

  private Settings.Srt srt() throws ConfigException {
    Token passphrase =
        SrtReader.passphrase(values.get("srt.passphrase"), values.get("srt.passphrase-file"));
    int latency = number("srt.latency-ms");
    int most = number("srt.max-latency-ms");
    if (most != 0 && most < latency) {
      throw problem("srt.max-latency-ms", "at least srt.latency-ms, or 0");
    }
    SrtProfile base = SrtProfile.DEFAULT;
    SrtProfile profile =
        new SrtProfile(
            latency,
            Math.max(latency, most),
            base.peerLatencyMs(),
            passphrase.isEmpty() ? null : passphrase.text(),
            base.keyBytes(),
            base.packetFilter(),
            base.reorderTolerance(),
            DataSize.parse(text("srt.receive-buffer")),
            millis("srt.idle-timeout-ms"),
            base.nakReport(),
            text("srt.policy"));
    return new Settings.Srt(
        port("srt.port"),
        srtPorts(port("srt.port")),
        profile,
        millis("srt.media-timeout-ms"),
        number("srt.max-sessions"));
  }

  /// Those of the section; they and the routes' own each once.
  private List<SrtPortSpec> srtPorts(int shared) throws ConfigException {
    List<SrtPortSpec> all = new ArrayList<>(lists.srtPorts());
    lists.routes().forEach(route -> all.addAll(route.srtPorts()));
    Set<Integer> taken = new HashSet<>();
    if (shared > 0) {
      taken.add(shared);
    }
    Set<String> names = new HashSet<>();
    for (SrtPortSpec port : all) {
      if ((port.port() != 0 && !taken.add(port.port())) || !names.add(port.name())) {
        throw problem(
            "srt.port",
            "each SRT port and each key of one once, but "
                + port.name()
                + " repeats "
                + port.port());
      }
    }
    return lists.srtPorts();
  }

  private Settings.Metrics metrics() throws ConfigException {
    String bind = text("metrics.bind");
    int port = port("metrics.port");
    Token token = Secrets.read("metrics.token", values);
    if (port != Settings.OFF && token.isEmpty() && !isLoopback(bind)) {
      throw problem(
          "metrics.bind",
          "a loopback address, or a metrics.token (TIDEGATE_METRICS_TOKEN) or metrics.token-file"
              + " with "
              + bind);
    }
    return new Settings.Metrics(bind, port, token);
  }

  private @Nullable URI collector() throws ConfigException {
    String text = text("traces.otlp-endpoint");
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = new URI(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException notAUri) {
      // told below
    }
    throw problem("traces.otlp-endpoint", COLLECTOR);
  }

  /// Of a name only `localhost` is believed: what others mean may change.
  private static boolean isLoopback(String address) {
    try {
      return address.equals("localhost") || InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private HlsOptions hls() throws ConfigException {
    try {
      return new HlsOptions(
          HlsOptions.Container.valueOf(text("hls.container").toUpperCase(Locale.ROOT)),
          number("hls.segment-ms"),
          number("hls.part-ms"),
          number("hls.window-segments"),
          DataSize.parse(text("hls.memory")));
    } catch (IllegalArgumentException doesNotFit) {
      throw problem("hls.part-ms", "a part that fits: " + doesNotFit.getMessage());
    }
  }

  /// Beside the usual port of HTTP the usual one of HTTPS; whoever has chosen the one chooses both.
  private int httpsPort() {
    return !text("http.tls-port").equals(Kind.AutoPort.AUTO)
        ? port("http.tls-port")
        : port("http.port") == USUAL_HTTP ? USUAL_HTTPS : Settings.OFF;
  }

  /// Without files the gateway's own.
  private Settings.@Nullable Tls https() throws ConfigException {
    if (httpsPort() == Settings.OFF) {
      return null;
    }
    if (text("http.tls-cert").isEmpty() && text("http.tls-key").isEmpty()) {
      return Settings.Tls.own(path("data-dir").toAbsolutePath().normalize());
    }
    return new Settings.Tls(
        pem("http.tls-cert", "http.tls-port"), pem("http.tls-key", "http.tls-port"), false);
  }

  private Settings.@Nullable Tls tls(String section) throws ConfigException {
    String port = section + ".tls-port";
    if (port(port) == Settings.OFF) {
      return null;
    }
    return new Settings.Tls(
        pem(section + ".tls-cert", port), pem(section + ".tls-key", port), false);
  }

  private Path pem(String path, String neededBy) throws ConfigException {
    if (text(path).isEmpty()) {
      throw problem(neededBy, "with it " + path + ", a readable PEM file");
    }
    Path file = path(path);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw problem(path, "a readable PEM file, not '" + file + "'");
    }
    return file;
  }

  /// Fails on names that the locale cannot write, such as umlauts under `LANG=C`.
  Path path(String path) throws ConfigException {
    try {
      return Path.of(text(path));
    } catch (InvalidPathException notAPath) {
      throw problem(path, "a path: " + notAPath.getReason());
    }
  }

  ConfigException problem(String path, String expected) {
    return values.getOrDefault(path, new Value("", "configuration: " + path)).expected(expected);
  }

  String text(String path) {
    Value value = values.get(path);
    if (value != null) {
      return value.text();
    }
    Key key = Keys.byPathMap().get(path);
    if (key == null) {
      throw new IllegalStateException("no key " + path);
    }
    return key.fallback();
  }

  int number(String path) {
    return Integer.parseInt(text(path));
  }

  private int port(String path) {
    return text(path).equals("off") ? Settings.OFF : number(path);
  }

  private Duration millis(String path) {
    return Duration.ofMillis(number(path));
  }
}
