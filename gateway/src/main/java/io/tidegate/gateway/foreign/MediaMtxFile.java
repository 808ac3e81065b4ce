package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads `mediamtx.yml`, by the names of version 1 and those before it. Confined to one thread.
final class MediaMtxFile {
  /// Settings of the server, which are none of routes.
  private static final KeyTable GLOBALS =
      new KeyTable(
          """
          logLevel | info | the log is the server's | set log.level
          rtsp | true yes | RTSP is switched by the server's settings | set rtsp.port: off
          rtspAddress | - :8554 | listeners are the server's | set rtsp.port and bind
          rtspsAddress | - :8322 | listeners are the server's | set rtsp.tls-port
          rtspEncryption encryption | - no false | listeners are the server's | set rtsp.tls-port, rtsp.tls-cert and rtsp.tls-key
          rtmp | true yes | RTMP is switched by the server's settings | set rtmp.port: off
          rtmpAddress | - :1935 | listeners are the server's | set rtmp.port and bind
          rtmpsAddress | - :1936 | listeners are the server's | set rtmp.tls-port
          rtmpEncryption | - no false | listeners are the server's | set rtmp.tls-port, rtmp.tls-cert and rtmp.tls-key
          srt | true yes | SRT is switched by the server's settings | set srt.port: off
          srtAddress | - :8890 | listeners are the server's | set srt.port and bind
          hls | true yes | HLS is an output of each route | write outputs: {hls: false} into the routes
          hlsAddress | - :8888 | media, pages and API share one HTTP port | set http.port
          hlsEncryption | - no false | listeners are the server's | set http.tls-port, http.tls-cert and http.tls-key
          hlsVariant | lowlatency | the form of HLS is the server's setting | set hls.container and hls.part-ms; /app/name/ts/index.m3u8 is MPEG-TS always
          hlsSegmentDuration | 1s | the form of HLS is the server's setting | set hls.segment-ms
          hlsPartDuration | 200ms | the form of HLS is the server's setting | set hls.part-ms
          hlsSegmentCount | 7 | the form of HLS is the server's setting | set hls.window-segments
          hlsDirectory | - | segments stay in memory | set hls.memory
          webrtc webrtcEnable | - no false | WebRTC is not served | play Low-Latency HLS or HTTP-FLV, publish over SRT, RTMP or RTSP
          moq | - no false | MoQ is not served | play Low-Latency HLS or HTTP-FLV
          api | - no false | there is /v3 to read, and /api/v1 to change things, on the HTTP port | ask http.port instead of 9997
          metrics | - no false | metrics are on a port of their own | set metrics.port
          metricsAddress | - :9998 127.0.0.1:9998 | listeners are the server's | set metrics.port and metrics.bind
          playback | - no false | nothing is recorded, so nothing is played back | record with ffmpeg
          readTimeout | - 10s | time-outs are the server's | set rtmp.idle-timeout-ms, rtsp.idle-timeout-ms and srt.idle-timeout-ms
          runOnConnect runOnDisconnect | - | no programs are run | follow /api/v1/live
          authMethod | - internal | who may is not asked elsewhere | set publish: token and publish-token
          authHTTPAddress externalAuthenticationURL | - | who may is not asked elsewhere | set publish: token and publish-token
          authJWTJWKS | - | there are no signed tokens | set publish: token and publish-token\
          """);

  /// Each path gets a copy; there are some 120.
  private static final int MAX_DEFAULTS = 500;

  /// Keys of listeners that need nothing here, or that stand beside one of the above.
  private static final Pattern SILENT =
      Pattern.compile(
          "log.*|sysLogPrefix|.*(Address|ServerKey|ServerCert|AllowOrigins?|TrustedProxies)"
              + "|write(Timeout|QueueSize)|read(BufferCount|BufferSize)|udp.*|auth.*|api.*|metrics.*"
              + "|pprof.*|playback.*|rtsp(Transports|AuthMethods|UDP.*|Disable)|protocols|multicast.*"
              + "|hls.*|webrtc.*|moq.*|rtmp.*|srt.*|runOnConnectRestart|dumpPackets");

  private final ForeignFile file;
  private final ImportedRoutes out;

  MediaMtxFile(ForeignFile file, ImportedRoutes out) {
    this.file = file;
    this.out = out;
  }

  void read(ForeignMap root) throws ConfigException {
    ForeignMap defaults = ForeignMap.EMPTY;
    ForeignMap paths = ForeignMap.EMPTY;
    for (Map.Entry<String, ForeignMap.Entry> one : root.entries().entrySet()) {
      ForeignMap.Entry entry = one.getValue();
      switch (one.getKey()) {
        case "paths" -> paths = file.map(entry.value(), entry.path());
        case "pathDefaults" -> defaults = defaults(entry);
        case "authInternalUsers" -> users(entry);
        default -> global(one.getKey(), entry);
      }
    }
    MediaMtxPaths reader = new MediaMtxPaths(file, out, paths, defaults);
    for (Map.Entry<String, ForeignMap.Entry> one : paths.entries().entrySet()) {
      reader.read(one.getKey(), one.getValue());
    }
  }

  private ForeignMap defaults(ForeignMap.Entry entry) throws ConfigException {
    ForeignMap defaults = file.map(entry.value(), entry.path());
    if (defaults.entries().size() > MAX_DEFAULTS) {
      throw file.problem(entry.value(), entry.path(), "at most " + MAX_DEFAULTS + " keys");
    }
    return defaults;
  }

  private void global(String key, ForeignMap.Entry entry) throws ConfigException {
    KeyTable.Row row = GLOBALS.rows().get(key);
    if (row == null) {
      if (!SILENT.matcher(key).matches()) {
        out.leftOut(entry, "this key is unknown here", "look whether it is spelt right");
      }
    } else if (row.matters(file.text(entry.value(), entry.path()))) {
      boolean isSetting = row.instead().startsWith("set ");
      out.leftOut(
          entry, row.reason(), row.instead() + (isSetting ? ", see docs/configuration.md" : ""));
    }
  }

  /// Those that the default file has, who may be anybody, need no word.
  private void users(ForeignMap.Entry entry) throws ConfigException {
    for (Node node : file.list(entry.value(), entry.path())) {
      ForeignMap user = file.map(node, entry.path());
      ForeignMap.Entry name = user.find("user");
      if (name != null && !file.text(name.value(), name.path()).equals("any")) {
        out.leftOut(
            new ForeignMap.Entry(name.line(), entry.path(), name.value()),
            "there are no users yet: a publisher shows a token, whoever reaches a port may watch",
            "set publish: token and publish-token");
        return;
      }
    }
  }

  /// Whether `node` is neither a mapping nor a list.
  static boolean isSingle(Node node) {
    return !(node instanceof MappingNode) && !(node instanceof SequenceNode);
  }
}
