package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.SourceSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The paths of `mediamtx.yml` as routes. What a path does not say is as `pathDefaults` say.
/// Confined to one thread.
final class MediaMtxPaths {
  /// What a path may say that a route cannot.
  private static final KeyTable ABSENT =
      new KeyTable(
          """
          maxReaders | - 0 | viewers are limited for all streams alike | set http.max-viewers-per-stream
          sourceOnDemandStartTimeout | - 10s | all players wait for so long | set players.wait-ms
          sourceOnDemandCloseAfter | - 10s | all sources run on for so long | set players.on-demand-ms
          record | - no false | nothing is recorded | let ffmpeg read rtsp://127.0.0.1:8554/APP/NAME and record with -c copy
          runOnInit | - | no programs are run | start the program with the machine (systemd) and let it publish here
          runOnDemand runOnUnDemand | - | no programs are run | let the program publish all the time, or take a source that is pulled
          runOnReady runOnNotReady runOnPublish | - | no programs are run | follow /api/v1/live, which tells when a stream begins and ends
          runOnRead runOnUnread | - | no programs are run | follow /api/v1/sessions
          runOnRecordSegmentCreate runOnRecordSegmentComplete | - | nothing is recorded | let ffmpeg record, and do it there
          publishUser publishPass publishIps | - | there are no users yet | set publish: token and publish-token
          readUser readPass readIps | - | whoever reaches a port may watch | bind to a network of your own, or put a proxy before it
          rtspAnyPort sourceAnyPortEnable | - no false | datagrams are taken from the camera's address whatever their port | nothing
          rtspRangeType rtspRangeStart | - | a pull begins where the camera begins | ask the camera's own address for it
          rtpSDP | - | RTP is not taken without RTSP | let the sender publish over RTSP
          useAbsoluteTimestamp | - no false | time begins anew with each stream | nothing
          alwaysAvailableFile | - | the slate is a clip of our own | publish the clip as a second source\
          """);

  /// Keys that matter beside another one alone, or not at all.
  private static final Pattern SILENT =
      Pattern.compile(
          "source(OnDemand.*|Redirect|Fingerprint)?|record.+|runOn\\w+Restart"
              + "|runOn\\w+(StartTimeout|CloseAfter)|overridePublisher|disablePublisherOverride"
              + "|srt(Read|Publish)Passphrase|fallback|rtspTransport|sourceProtocol|rtsp?UDP.*"
              + "|mpegtsUDP.*|rtpUDP.*|whep.*|rpiCamera.*|alwaysAvailable(Tracks)?|name|forward.*");

  private static final Set<String> TRANSPORTS = Set.of("tcp", "udp", "multicast");
  private static final Set<String> YES = Set.of("yes", "true", "on", "y");

  private final ForeignFile file;
  private final ImportedRoutes out;
  private final ForeignMap paths;
  private final ForeignMap defaults;

  MediaMtxPaths(ForeignFile file, ImportedRoutes out, ForeignMap paths, ForeignMap defaults) {
    this.file = file;
    this.out = out;
    this.paths = paths;
    this.defaults = defaults;
  }

  /// The path `name`, written `at` its place.
  void read(String name, ForeignMap.Entry at) throws ConfigException {
    ForeignMap path = inherited(at);
    absent(path);
    try {
      plain(name);
      JsonObject route = new JsonObject().put("key", out.key(name, at).toString());
      JsonObject srt = new JsonObject();
      JsonArray sources = sources(path, srt);
      fallback(path, sources);
      slate(path, sources);
      if (isPublished(path)) {
        route.put("takeOver", takesOver(path));
        passphrase(path, srt);
      }
      if (!sources.isEmpty()) {
        route.put("sources", sources);
      }
      if (!srt.isEmpty()) {
        route.put("srt", srt);
      }
      out.add(name, at, route);
    } catch (LeftOutException why) {
      out.leftOut(at, why);
    }
  }

  private ForeignMap inherited(ForeignMap.Entry at) throws ConfigException {
    Map<String, ForeignMap.Entry> all = new LinkedHashMap<>(defaults.entries());
    all.putAll(file.map(at.value(), at.path()).entries());
    return new ForeignMap(at.path(), all);
  }

  private void absent(ForeignMap path) throws ConfigException {
    for (Map.Entry<String, ForeignMap.Entry> one : path.entries().entrySet()) {
      ForeignMap.Entry entry = one.getValue();
      KeyTable.Row row = ABSENT.rows().get(one.getKey());
      if (row != null) {
        boolean isSingle = MediaMtxFile.isSingle(entry.value());
        String value = isSingle ? file.text(entry.value(), entry.path()) : "";
        if (isSingle ? row.matters(value) : !file.list(entry.value(), entry.path()).isEmpty()) {
          out.leftOut(entry, row.reason(), row.instead());
        }
      } else if (!SILENT.matcher(one.getKey()).matches()) {
        out.leftOut(entry, "this key is unknown here", "look whether it is spelt right");
      }
    }
  }

  private static void plain(String name) throws LeftOutException {
    if (name.equals("all") || name.equals("all_others") || name.equals("~^.*$")) {
      throw new LeftOutException(
          "there is no route for all others",
          "set publish: open, so that publishers need no route, or write one with the key */*");
    }
    if (name.startsWith("~")) {
      throw new LeftOutException(
          "keys have stars, no regular expressions",
          "write a route with a pattern such as live/cam-*, where {1} stands for the star");
    }
  }

  private boolean isPublished(ForeignMap path) throws ConfigException {
    String source = text(path, "source");
    return source.isEmpty() || source.equals("publisher") || source.equals("record");
  }

  /// Empty where whoever publishes is the source.
  private JsonArray sources(ForeignMap path, JsonObject srt)
      throws ConfigException, LeftOutException {
    JsonArray sources = new JsonArray();
    ForeignMap.Entry entry = path.find("source");
    if (entry == null || isPublished(path)) {
      return sources;
    }
    String source = text(path, "source");
    if (source.equals("redirect")) {
      throw new LeftOutException(
          "players are not sent elsewhere", "pull the other stream as the source of this route");
    }
    if (source.equals("rpiCamera")) {
      throw new LeftOutException(
          "the camera of a Raspberry Pi is no source",
          "publish it: rpicam-vid -t 0 --inline -o - | ffmpeg -i - -c copy -f rtsp"
              + " rtsp://127.0.0.1:8554/APP/NAME");
    }
    if (source.contains("$MTX_") || source.matches(".*\\$G\\d.*")) {
      throw new LeftOutException(
          "what a player asks for is not put into an address",
          "write a route with a pattern, where {1} in the address stands for its star");
    }
    sources.add(pull(path, entry, source, srt));
    return sources;
  }

  private JsonObject pull(ForeignMap path, ForeignMap.Entry entry, String url, JsonObject srt)
      throws ConfigException, LeftOutException {
    SourceUrl parsed = SourceUrl.parse(url);
    srt.mergeIn(parsed.srt());
    JsonObject source = parsed.source();
    if (!parsed.ignored().isEmpty()) {
      out.changed(
          entry,
          "parameters of the address are ignored: " + String.join(", ", parsed.ignored()),
          "the srt record of the route has what there is");
    }
    if (source.getString("type").equals(SourceSpec.RtspPull.TYPE)) {
      transport(path, source);
    }
    if (!text(path, "sourceFingerprint").isEmpty()) {
      out.changed(
          given(path, "sourceFingerprint"),
          "a certificate is checked against those that this machine trusts, or not at all",
          "add the certificate to the machine's and say verify-tls: true");
    }
    onDemand(path, parsed);
    return source;
  }

  private void onDemand(ForeignMap path, SourceUrl parsed) throws ConfigException {
    if (!flag(path, "sourceOnDemand", false)) {
      return;
    }
    if (parsed.mayWait()) {
      parsed.source().put("onDemand", true);
    } else {
      out.changed(given(path, "sourceOnDemand"), "it is listened to all the time", "nothing");
    }
  }

  private void transport(ForeignMap path, JsonObject source) throws ConfigException {
    String key = path.has("rtspTransport") ? "rtspTransport" : "sourceProtocol";
    String transport = text(path, key);
    if (TRANSPORTS.contains(transport) && !source.containsKey("transport")) {
      source.put("transport", transport);
    }
  }

  /// Where MediaMTX sends players when the path has no stream is a second source here.
  private void fallback(ForeignMap path, JsonArray sources) throws ConfigException {
    String fallback = text(path, "fallback");
    ForeignMap.Entry entry = path.find("fallback");
    if (entry == null || fallback.isEmpty()) {
      return;
    }
    try {
      String url = fallback.startsWith("/") ? sourceOf(fallback.substring(1)) : fallback;
      SourceUrl parsed = SourceUrl.parse(url);
      onDemand(path, parsed);
      JsonObject second = parsed.source();
      if (sources.isEmpty()) {
        publishers(sources);
      }
      if (!sources.contains(second)) {
        sources.add(second);
      }
      out.changed(
          entry, "it is the second source, played while the first does not work", "nothing");
    } catch (LeftOutException why) {
      out.leftOut(entry, why);
    }
  }

  private String sourceOf(String other) throws ConfigException, LeftOutException {
    ForeignMap.Entry at = paths.find(other);
    String source = at == null ? "" : text(inherited(at), "source");
    if (source.indexOf(':') < 0) {
      throw new LeftOutException(
          "a route has no other route as its source", "name the other one's address as a source");
    }
    return source;
  }

  private void slate(ForeignMap path, JsonArray sources) throws ConfigException {
    if (!flag(path, "alwaysAvailable", false)) {
      return;
    }
    if (sources.isEmpty()) {
      publishers(sources);
    }
    sources.add(new JsonObject().put("type", SourceSpec.Slate.TYPE));
    out.changed(
        given(path, "alwaysAvailable"),
        "a slate plays while no other source works: a clip of our own, without sound",
        "nothing");
  }

  private static void publishers(JsonArray sources) {
    SourceSpec.publishers().forEach(one -> sources.add(new JsonObject().put("type", one.type())));
  }

  private boolean takesOver(ForeignMap path) throws ConfigException {
    return flag(path, "overridePublisher", true) && !flag(path, "disablePublisherOverride", false);
  }

  /// A route has one passphrase, for those who publish and those who read.
  private void passphrase(ForeignMap path, JsonObject srt) throws ConfigException {
    String publish = text(path, "srtPublishPassphrase");
    String read = text(path, "srtReadPassphrase");
    if (publish.isEmpty() && read.isEmpty()) {
      return;
    }
    srt.put("passphrase", publish.isEmpty() ? read : publish);
    if (!publish.equals(read)) {
      out.changed(
          given(path, publish.isEmpty() ? "srtReadPassphrase" : "srtPublishPassphrase"),
          "a route has one SRT passphrase, for those who publish and those who read",
          "give both the same one");
    }
  }

  private boolean flag(ForeignMap path, String key, boolean fallback) throws ConfigException {
    String text = text(path, key);
    return text.isEmpty() ? fallback : YES.contains(text.toLowerCase(Locale.ROOT));
  }

  /// Empty when it is not written.
  private String text(ForeignMap path, String key) throws ConfigException {
    ForeignMap.Entry entry = path.find(key);
    return entry == null ? "" : file.text(entry.value(), entry.path());
  }

  private static ForeignMap.Entry given(ForeignMap path, String key) {
    ForeignMap.Entry entry = path.find(key);
    if (entry == null) {
      throw new IllegalStateException(key + " was read before");
    }
    return entry;
  }
}
