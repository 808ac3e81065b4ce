package io.tidegate.gateway.config;

import io.tidegate.gateway.cluster.PlayerDoors;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.gateway.snapshot.SnapshotOptions;
import io.tidegate.gateway.syslog.SyslogTarget;
import io.tidegate.media.DataSize;
import io.tidegate.srt.arq.ArqPolicies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every setting there is. `docs/configuration.md` and `conf/tidegate.yaml` are tested against it.
final class Keys {
  private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  private static final Kind PORT = new Kind.Port(false);
  private static final Kind OPTIONAL_PORT = new Kind.Port(true);
  private static final Kind ADDRESS = new Kind.Text("an address or host name", false);
  static final Kind FILE = new Kind.Text("the path of a file", true);
  private static final Kind SWITCH = new Kind.Choice(List.of("true", "false"));
  private static final Kind MULTICAST =
      new Kind.Text("an IPv4 multicast network such as 239.255.42.0/24, or off", false);
  private static final Kind PUBLISH = choice("auto", "open", "token", "users", "hook", "closed");
  private static final Kind NETWORKS =
      new Kind.Text("networks such as 192.0.2.0/24, with commas between them", true);
  private static final Kind COLLECTOR =
      new Kind.Text("an address such as http://127.0.0.1:4318/v1/traces", true);
  private static final Kind SYSLOG = new Kind.Text(SyslogTarget.EXPECTED, true);

  /// RFC 5424 §6.2.1.
  private static final Kind FACILITY = new Kind.Whole(0, 23);

  private static final Kind HTTP_URL =
      new Kind.Formed(
          "an address that begins with http:// or https://", Pattern.compile("(https?://\\S+)?"));

  /// Decisions are waited for for ten seconds.
  private static final Kind HOOK_TIMEOUT = new Kind.Whole(100, 9_000);

  private static final Kind ANY_TEXT = new Kind.Text("a text of one line", true);
  private static final Kind NAME = new Kind.Text("a name", false);
  private static final Kind JWT_ALGORITHM =
      choice(
          "auto", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
          "ES256", "ES384", "ES512");
  private static final Kind COUNT = new Kind.Whole(0, 1_000_000);

  /// Five minutes: longer than any encoder takes to come back by itself.
  static final Kind.Whole MILLIS = new Kind.Whole(0, RouteSpec.MAX_GRACE_MS);

  private static final Kind KEEP_HOURS = new Kind.Whole(0, RecordingSpec.MAX_HOURS);
  private static final Kind RETAIN_DAYS = new Kind.Whole(0, RecordingSpec.MAX_DAYS);

  private static final Kind PICTURE_WIDTH =
      new Kind.Whole(SnapshotOptions.LEAST_WIDTH, SnapshotOptions.MOST_WIDTH);

  private static final Kind RATE = new Kind.Whole(1, 100_000);

  /// Players and proxies before us give up after a minute.
  private static final Kind.Whole WAIT = new Kind.Whole(0, 60_000);

  /// A terabyte.
  private static final Kind.Size CLIP_SIZE =
      new Kind.Size(DataSize.ofMegabytes(1), DataSize.ofMegabytes(1_000_000));

  static final Kind FOLDERS =
      new Kind.Formed(
          "absolute paths of folders, with commas between them",
          Pattern.compile("(/[^,\\p{Cntrl}]*(,\\s*/[^,\\p{Cntrl}]*)*)?"));

  private static final Kind.Whole SRT_LATENCY =
      new Kind.Whole(SrtSpec.MIN_LATENCY_MS, SrtSpec.MAX_LATENCY_MS);

  /// From the slowest of networks to what browsers keep a connection for.
  static final Kind.Whole REQUEST_TIMEOUT = new Kind.Whole(1_000, 300_000);

  /// Clients speak up at least twice in it; the header that tells them counts in seconds.
  static final Kind.Whole RTSP_SESSION = new Kind.Whole(5_000, 600_000);

  /// 0 for none.
  private static final Kind.Whole MAX_SRT_LATENCY = new Kind.Whole(0, SrtSpec.MAX_LATENCY_MS);

  private static final Kind.Whole SRT_TIMEOUT =
      new Kind.Whole(SrtSpec.MIN_IDLE_MS, SrtSpec.MAX_IDLE_MS);

  private static final Kind.Size SRT_BUFFER = new Kind.Size(SrtSpec.MIN_BUFFER, SrtSpec.MAX_BUFFER);

  private static final Kind NODE_HOST =
      new Kind.Formed("an address or host name", Pattern.compile("([A-Za-z0-9:._-]{1,253})?"));

  /// Of the package's unit `tidegate-host.socket`.
  private static final String HOST_SOCKET = "/run/tidegate-host/socket";

  private static final Kind VIEWERS_URL =
      new Kind.Formed("an address such as https://gw-2.example, without a path", PlayerDoors.URL);

  private static final Kind NODE_NAME =
      new Kind.Formed(
          "a name of 1 to 63 letters, digits, dots, hyphens and underscores",
          Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,62})?"));

  private static final Kind NODE_LABELS =
      new Kind.Formed(
          "up to 16 words with commas between them",
          Pattern.compile("(" + WORD + "(, *" + WORD + "){0,15})?"));

  /// FFmpeg itself takes 30 MB before it decodes anything.
  private static final Kind.Size WORKER_MEMORY =
      new Kind.Size(DataSize.ofMegabytes(128), DataSize.ofMegabytes(64 << 10));

  /// In the order of the documentation.
  static final List<Key> ALL =
      withFiles(
          key("bind", ADDRESS, "127.0.0.1", "Address."),
          key("data-dir", new Kind.Text("the path of a folder", false), "data", "Own files."),
          key("secret-key-file", FILE, "", "Holds the key of the stored secrets."),
          key("host-socket", FILE, HOST_SOCKET, "Of the helper that sets up the machine."),
          key("publish", PUBLISH, "auto", "Who may publish."),
          secret("publish-token", "The token."),
          key("play", choice("auto", "open", "users", "hook"), "auto", "Who may play."),
          key("addresses.allow", NETWORKS, "", "From where anybody is served; empty for all."),
          key("addresses.deny", NETWORKS, "", "From where nobody is."),
          key("trusted-proxies", NETWORKS, "", "Believed whom they ask for."),
          key("clock-skew-ms", MILLIS, "0", "How far clocks of others may be off."),
          secret("jwt.secret", "Of tokens signed by HMAC."),
          key("jwt.keys", FILE, "", "Keys of tokens, PEM or JWKS."),
          key("jwt.jwks-url", HTTP_URL, "", "Where keys of tokens are told."),
          key("jwt.algorithm", JWT_ALGORITHM, "auto", "Of keys that do not say it."),
          key("jwt.issuer", ANY_TEXT, "", "Who has to have signed."),
          key("jwt.audience", ANY_TEXT, "", "Whom tokens have to be for."),
          key("jwt.claim", NAME, "mediamtx_permissions", "The claim of MediaMTX's form."),
          key("jwt.refresh-s", new Kind.Whole(10, 86_400), "300", "How often keys are read."),
          key("jwt.retry-s", new Kind.Whole(1, 3_600), "30", "No more often for unknown ones."),
          key("auth-hook.url", HTTP_URL, "", "Asked about everybody who comes."),
          secret("auth-hook.secret", "That questions are signed with."),
          key("auth-hook.timeout-ms", HOOK_TIMEOUT, "3000", "For an answer."),
          key("auth-hook.failure", choice("closed", "open"), "closed", "Without an answer."),
          key("auth-hook.connections", new Kind.Whole(1, 256), "16", "To it at once."),
          secret("setup-code", "Asked for by the set-up of the first administrator."),
          key("http.port", PORT, "8080", "Media, pages, health and API."),
          key("http.tls-port", new Kind.AutoPort(), "auto", "The same over TLS."),
          key("http.tls-cert", FILE, "", "PEM certificate chain."),
          key("http.tls-key", FILE, "", "PEM private key."),
          key("http.request-timeout-ms", REQUEST_TIMEOUT, "30000", "For a request to come."),
          key("http.send-buffer", size(DataSize.ofKilobytes(16), 64), "256KB", "Socket buffer."),
          key("http.flv-batch-ms", new Kind.Whole(0, 2_000), "0", "Media time per flush."),
          key("http.max-viewers", COUNT, "0", "Endless responses at once, 0 for no limit."),
          key("http.max-viewers-per-stream", COUNT, "0", "The same for one stream."),
          key("rtmp.port", OPTIONAL_PORT, "1935", "RTMP."),
          key("rtmp.tls-port", OPTIONAL_PORT, "off", "RTMPS."),
          key("rtmp.tls-cert", FILE, "", "PEM certificate chain."),
          key("rtmp.tls-key", FILE, "", "PEM private key."),
          key("rtmp.handshake-timeout-ms", MILLIS, "5000", "Until a peer has connected."),
          key("rtmp.idle-timeout-ms", MILLIS, "15000", "A silent publisher is closed."),
          key("srt.port", OPTIONAL_PORT, "8890", "SRT, UDP."),
          key("srt.latency-ms", SRT_LATENCY, "120", "Receiver latency that we ask for."),
          key("srt.max-latency-ms", MAX_SRT_LATENCY, "0", "Where learning may raise it to."),
          secret("srt.passphrase", "Of keys without a route."),
          key("srt.policy", new Kind.Choice(ArqPolicies.NAMES), "stock", "Retransmission."),
          key("srt.receive-buffer", SRT_BUFFER, "12MB", "Of libsrt."),
          key("srt.idle-timeout-ms", SRT_TIMEOUT, "5000", "A silent peer is gone."),
          key("srt.media-timeout-ms", SRT_TIMEOUT, "10000", "A publisher without frames."),
          key("srt.max-sessions", new Kind.Whole(1, 10_000), "2000", "Peers at once."),
          key("rtsp.port", OPTIONAL_PORT, "8554", "RTSP."),
          key("rtsp.tls-port", OPTIONAL_PORT, "off", "RTSPS."),
          key("rtsp.tls-cert", FILE, "", "PEM certificate chain."),
          key("rtsp.tls-key", FILE, "", "PEM private key."),
          key("rtsp.idle-timeout-ms", MILLIS, "15000", "A silent publisher is closed."),
          key("rtsp.session-timeout-ms", RTSP_SESSION, "60000", "A silent client is gone."),
          key("rtsp.multicast", MULTICAST, "off", "Groups of players that want that."),
          key("rtsp.multicast-ttl", new Kind.Whole(1, 255), "1", "How many routers it may pass."),
          key("metrics.bind", ADDRESS, "127.0.0.1", "Address of the metrics."),
          key("metrics.port", OPTIONAL_PORT, "9090", "Prometheus."),
          secret("metrics.token", "Asked for by the metrics."),
          key("traces.otlp-endpoint", COLLECTOR, "", "Where OTLP over HTTP is taken."),
          key("hls.container", choice("fmp4", "ts"), "fmp4", "What index.m3u8 gives."),
          key("hls.segment-ms", new Kind.Whole(500, 60_000), "2000", "Wanted segment."),
          key("hls.part-ms", new Kind.Whole(0, 5_000), "200", "Wanted part, 0: no LL-HLS."),
          key("hls.window-segments", new Kind.Whole(3, 1_000), "7", "Segments listed."),
          key("hls.memory", size(DataSize.ofMegabytes(1), 4096), "128MB", "Most per stream."),
          key("recording.folder", FILE, "", "Where recordings are; data-dir/recordings."),
          key("recording.keep-free", size(new DataSize(0), 1 << 30), "1GB", "Left to others."),
          key("recording.retain-days", RETAIN_DAYS, "0", "Where no route says; 0: no limit."),
          key("recording.queue", size(DataSize.ofMegabytes(1), 4096), "64MB", "Of a slow disk."),
          key("recording.keep-local-hours", KEEP_HOURS, "24", "Of what lies elsewhere, too."),
          key("recording.keep-local-size", size(new DataSize(0), 1 << 30), "20GB", "The same."),
          key("recording.sync", SWITCH, "true", "Down on the disk before it counts."),
          key("streams.take-over", SWITCH, "false", "A second publisher replaces the first."),
          key("streams.grace-ms", MILLIS, "15000", "A stream waits for its publisher."),
          key("streams.add-silence", SWITCH, "false", "Silence beside pictures alone."),
          key("players.wait-ms", WAIT, "10000", "For a known stream to come."),
          key("players.on-demand-ms", MILLIS, "10000", "Calls on demand go on after a player."),
          key("players.max-waiting", COUNT, "1000", "Players that wait at once."),
          key("clips.folder", FILE, "", "Where clips are; empty for clips in data-dir."),
          key("clips.max-size", CLIP_SIZE, "2GB", "Of one file."),
          key("clips.max-total", CLIP_SIZE, "20GB", "Of all together."),
          key("clips.most", new Kind.Whole(1, 10_000), "200", "Clips."),
          key("clips.max-minutes", new Kind.Whole(1, 1_440), "240", "How long one may last."),
          key("clips.upload-hours", new Kind.Whole(1, 720), "24", "An upload may pause."),
          key("clips.file-folders", FOLDERS, "", "Below which routes may name files."),
          key("snapshots.cache-ms", WAIT, "1000", "A picture is given again for so long."),
          key("snapshots.quality", new Kind.Whole(2, 31), "4", "Of JPEG, 2 is the best."),
          key("snapshots.max-width", PICTURE_WIDTH, "3840", "Wider pictures become smaller."),
          key("snapshots.concurrency", new Kind.Whole(1, 64), "2", "Made at once."),
          key("snapshots.wake", SWITCH, "false", "Asking starts sources on demand."),
          key("snapshots.stale-s", new Kind.Whole(0, 86_400), "300", "Kept after a stream's end."),
          key("snapshots.private-webhooks", SWITCH, "false", "Taps of spaces reach private ones."),
          key("limits.viewers", COUNT, "20000", "Viewers of this node, 0 for no limit."),
          key("limits.publishers", COUNT, "5000", "Publishers of this node."),
          key("limits.egress-mbps", COUNT, "0", "Megabits a second that go out."),
          key("limits.viewers-per-route", COUNT, "10000", "Where a route does not say."),
          key("limits.viewers-per-address", COUNT, "1000", "Viewers at one address."),
          key("limits.publishers-per-address", COUNT, "500", "Publishers at one address."),
          key("limits.egress-mbps-per-address", COUNT, "0", "Megabits a second to it."),
          key("limits.connections-per-address", COUNT, "5000", "Of HTTP, RTMP and RTSP."),
          key("limits.api-per-second", COUNT, "200", "Requests of the API from one address."),
          key("limits.exempt", NETWORKS, "127.0.0.1, ::1", "Addresses that are not counted."),
          key("brownout.enabled", SWITCH, "true", "What is too much is held off."),
          key("brownout.cpu-percent", new Kind.Whole(1, 100), "90", "Of all cores, at most."),
          key("brownout.lag-ms", new Kind.Whole(1, 60_000), "500", "Event loops may be late."),
          key("brownout.tasks", new Kind.Whole(1, 1_000_000), "20000", "May wait on them."),
          key("brownout.viewers-per-second", RATE, "1000", "New viewers, at most."),
          key("transcode.workers", new Kind.Whole(0, 256), "4", "Children of FFmpeg, at once."),
          key("transcode.jobs", new Kind.Whole(1, 64), "2", "Short ones, at once."),
          key("transcode.waiting-jobs", new Kind.Whole(0, 10_000), "64", "Such that wait."),
          key("transcode.memory", WORKER_MEMORY, "1GB", "Of each of them."),
          key("transcode.cpu-percent", new Kind.Whole(0, 25_600), "0", "Of a core, for each."),
          key("transcode.nice", new Kind.Whole(0, 19), "10", "Niceness."),
          key("transcode.cpus", new Kind.Text("numbers of cores", true), "", "Where they run."),
          key("transcode.grace-ms", new Kind.Whole(100, 60_000), "2000", "To end in."),
          key("transcode.stall-ms", new Kind.Whole(1_000, 600_000), "10000", "To get no further."),
          key(
              "cluster.port",
              new Kind.Whole(1, 65_535),
              "5702",
              "Where other nodes reach this one."),
          key("cluster.bind", new Kind.Text("an address", true), "", "Of that port; empty: bind."),
          key("cluster.address", NODE_HOST, "", "By which others reach it; empty: as it calls."),
          key("cluster.name", NODE_NAME, "", "What people call it; empty: the host's."),
          key("cluster.labels", NODE_LABELS, "", "What routes may ask for."),
          key("cluster.weight", new Kind.Whole(0, 1_000), "100", "Its share of the pulls."),
          key("cluster.viewers", choice("relay", "redirect"), "relay", "Of streams elsewhere."),
          key("cluster.viewers-url", VIEWERS_URL, "", "By which players reach this node."),
          key("log.format", choice("text", "json"), "text", "Form of the log."),
          key("log.level", choice("error", "warn", "info", "debug"), "info", "How much."),
          key("syslog.target", SYSLOG, "", "Receiver; empty for none."),
          key("syslog.send", choice("both", "log", "audit"), "both", "What it gets."),
          key("syslog.facility", FACILITY, "16", "Of the log; audit has 13."),
          key("syslog.tls-authorities", FILE, "", "PEM certificates to trust."),
          key("mail.host", new Kind.Text("a host name", true), "", "Mail server; empty for none."),
          key("mail.port", PORT, "587", "Its port."),
          key("mail.security", choice("starttls", "tls", "none"), "starttls", "Of the line."),
          key("mail.user", new Kind.Text("a user", true), "", "Of the mail server."),
          secret("mail.password", "Of that user."),
          key("mail.from", new Kind.Text("an address", true), "", "Who writes."),
          key("mail.to", new Kind.Text("addresses, with commas between them", true), "", "Whom."),
          key("mail.per-hour", new Kind.Whole(1, 1_000), "20", "Letters; more come together."),
          key("mail.reminder-hours", new Kind.Whole(0, 720), "0", "Open alarms, again."),
          key("mail.tls-authorities", FILE, "", "PEM certificates to trust."));

  private static final Map<String, Key> BY_PATH = byPath();

  private Keys() {}

  /// By path, in order.
  static Map<String, Key> byPathMap() {
    return BY_PATH;
  }

  /// Those that have a `…-file` beside them.
  static List<Key> secrets() {
    return ALL.stream().filter(key -> key.kind() instanceof Kind.Secret).toList();
  }

  private static Map<String, Key> byPath() {
    Map<String, Key> byPath = new LinkedHashMap<>();
    ALL.forEach(key -> byPath.put(key.path(), key));
    return byPath;
  }

  /// Every secret may stand in a file of its own.
  private static List<Key> withFiles(Key... keys) {
    return Stream.of(keys)
        .flatMap(
            key -> key.kind() instanceof Kind.Secret ? Stream.of(key, file(key)) : Stream.of(key))
        .toList();
  }

  private static Key file(Key secret) {
    return key(Secrets.filePath(secret.path()), FILE, "", "A file that holds it.");
  }

  private static Key secret(String path, String about) {
    return key(path, new Kind.Secret(), "", about);
  }

  private static Key key(String path, Kind kind, String fallback, String about) {
    return new Key(path, kind, fallback, about);
  }

  private static Kind choice(String... words) {
    return new Kind.Choice(List.of(words));
  }

  private static Kind.Size size(DataSize min, int maxMegabytes) {
    return new Kind.Size(min, DataSize.ofMegabytes(maxMegabytes));
  }
}
