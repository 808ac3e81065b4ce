package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.YamlText;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.rtmp.RtmpAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `go2rtc.yaml`: `streams` as routes, `publish` as their pushes. Confined to one thread.
final class Go2RtcFile {
  /// Sections of modules and what they are here.
  private static final KeyTable SECTIONS =
      new KeyTable(
          """
          api | | media, pages and API share one HTTP port | set http.port and bind
          rtsp | | listeners are the server's, and there are no users yet | set rtsp.port and bind
          rtmp | | listeners are the server's | set rtmp.port and bind
          log | | the log is the server's | set log.level
          webrtc | | WebRTC is not served | play Low-Latency HLS or HTTP-FLV
          homekit hksv srtp | | HomeKit is not served | keep go2rtc beside it, with rtsp://GATEWAY:8554/APP/NAME as its source
          hass | | Home Assistant is not asked for cameras | write the cameras' own addresses
          ngrok pinggy webtorrent | | no tunnel is opened | put a proxy of your own before http.port
          ffmpeg exec echo expr | | no programs are run | let them publish here
          onvif | | ONVIF is not served | give out the RTSP addresses
          mp4 hls mjpeg | | forms of output are the server's settings | set hls.container and hls.segment-ms
          app yaml env debug mcp sip wyoming | | there is nothing like it | nothing\
          """);

  private final ForeignFile file;
  private final ImportedRoutes out;

  /// Streams that are pulled all the time.
  private ForeignMap preload = ForeignMap.EMPTY;

  /// Pushes by the stream's name there.
  private final Map<String, JsonArray> pushes = new HashMap<>();

  Go2RtcFile(ForeignFile file, ImportedRoutes out) {
    this.file = file;
    this.out = out;
  }

  /// The root, or that of Frigate's configuration, which has it all in a section.
  void read(ForeignMap root) throws ConfigException {
    ForeignMap.Entry inner = root.find("go2rtc");
    ForeignMap all = inner == null ? root : file.map(inner.value(), inner.path());
    ForeignMap streams = section(all, "streams");
    preload = section(all, "preload");
    ForeignMap publish = section(all, "publish");
    for (Map.Entry<String, ForeignMap.Entry> one : publish.entries().entrySet()) {
      publish(one.getKey(), one.getValue(), streams);
    }
    for (Map.Entry<String, ForeignMap.Entry> one : streams.entries().entrySet()) {
      stream(one.getKey(), one.getValue());
    }
    for (Map.Entry<String, ForeignMap.Entry> one : all.entries().entrySet()) {
      if (!Set.of("streams", "publish", "preload").contains(one.getKey())) {
        module(one.getKey(), one.getValue());
      }
    }
  }

  private ForeignMap section(ForeignMap all, String name) throws ConfigException {
    ForeignMap.Entry entry = all.find(name);
    return entry == null ? ForeignMap.EMPTY : file.map(entry.value(), entry.path());
  }

  private void module(String name, ForeignMap.Entry entry) {
    KeyTable.Row row = SECTIONS.rows().get(name);
    if (row == null) {
      out.leftOut(entry, "this key is unknown here", "look whether it is spelt right");
    } else if (!row.instead().equals("nothing")) {
      out.leftOut(entry, row.reason(), row.instead());
    }
  }

  private void stream(String name, ForeignMap.Entry at) throws ConfigException {
    try {
      JsonObject route = new JsonObject().put("key", out.key(name, at).toString());
      Map<String, JsonObject> sources = new LinkedHashMap<>();
      int written = 0;
      for (Node node : file.list(source(at), at.path())) {
        String text = file.text(node, at.path());
        written += text.isEmpty() ? 0 : 1;
        ForeignMap.Entry one = new ForeignMap.Entry(line(node), at.path(), node);
        source(text, one, route, sources);
      }
      if (written > 0 && sources.isEmpty()) {
        throw new LeftOutException(
            "none of its sources can be pulled", "publish the stream here, or name another source");
      }
      if (!preload.has(name)) {
        // as go2rtc pulls: from the first player on
        sources.values().stream()
            .filter(source -> !source.getString("type").equals(SourceSpec.UdpTs.TYPE))
            .forEach(source -> source.put("onDemand", true));
      }
      if (sources.size() > 1) {
        out.changed(
            at,
            "the first source that works plays and the others stand by; tracks of several sources"
                + " are not put together",
            "leave the sources that only add a track away");
      }
      if (!sources.isEmpty()) {
        route.put("sources", new JsonArray(List.copyOf(sources.values())));
      }
      JsonArray to = pushes.get(name);
      if (to != null) {
        route.put("outputs", new JsonObject().put(OutputSpec.RtmpPush.NAME, to));
      }
      out.add(name, at, route);
    } catch (LeftOutException why) {
      out.leftOut(at, why);
    }
  }

  private static int line(Node node) {
    return YamlText.line(node);
  }

  /// `{url: …}` is an older form of the value alone.
  private Node source(ForeignMap.Entry at) throws ConfigException {
    if (at.value() instanceof MappingNode) {
      ForeignMap.Entry url = file.map(at.value(), at.path()).find("url");
      if (url == null) {
        throw file.problem(at.value(), at.path(), "an address or a list of addresses");
      }
      return url.value();
    }
    return at.value();
  }

  private void source(
      String text, ForeignMap.Entry at, JsonObject route, Map<String, JsonObject> sources) {
    if (text.isEmpty()) {
      return;
    }
    try {
      Go2RtcSource read = Go2RtcSource.parse(text);
      read.remarks().forEach(remark -> out.changed(at, remark.reason(), remark.instead()));
      if (sources.put(read.source().encode(), read.source()) != null) {
        out.changed(at, "it is the same source once more", "nothing");
      }
      if (!read.srt().isEmpty()) {
        JsonObject srt = route.getJsonObject("srt", new JsonObject());
        route.put("srt", srt.mergeIn(read.srt()));
      }
    } catch (LeftOutException why) {
      out.leftOut(at, why);
    }
  }

  private void publish(String name, ForeignMap.Entry at, ForeignMap streams)
      throws ConfigException {
    if (!streams.has(name)) {
      out.leftOut(at, "there is no stream " + name, "look whether it is spelt right");
      return;
    }
    for (Node node : file.list(at.value(), at.path())) {
      ForeignMap.Entry one = new ForeignMap.Entry(line(node), at.path(), node);
      try {
        pushes
            .computeIfAbsent(name, _ -> new JsonArray())
            .add(rtmpPush(file.text(node, at.path())));
      } catch (LeftOutException why) {
        out.leftOut(one, why);
      }
    }
  }

  /// What services call a stream key is the last part of the address: it is kept as a secret.
  private static JsonObject rtmpPush(String url) throws LeftOutException {
    if (!url.startsWith("rtmp")) {
      throw new LeftOutException(
          "streams are pushed over RTMP, RTSP and SRT",
          "take an rtmp:// address of the same service");
    }
    try {
      RtmpAddress address = RtmpAddress.parse(url);
      return new JsonObject().put("url", address.serverUrl()).put("streamKey", address.name());
    } catch (IllegalArgumentException wrong) {
      throw new LeftOutException(
          "it is no address to push to: expected " + wrong.getMessage(), "correct it in the file");
    }
  }
}
