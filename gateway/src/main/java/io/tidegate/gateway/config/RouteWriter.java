package io.tidegate.gateway.config;

import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.config.Settings.PlayMode;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.route.AccessSpec;
import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.FrameTimes;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteLimits;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RtmpPeer;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import io.tidegate.rtsp.message.Credentials;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.udp.packet.RtpMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes routes as [RoutesReader] reads them: what it writes is read back as the same route.
/// Stateless.
final class RouteWriter {
  private final Naming naming;
  private final boolean secrets;

  /// @param secrets as they are; else [Token#MASK] stands for them
  RouteWriter(Naming naming, boolean secrets) {
    this.naming = naming;
    this.secrets = secrets;
  }

  /// Maps, lists, texts, numbers and booleans, in the order that people read them.
  Map<String, Object> write(RouteSpec route) {
    Map<String, Object> written = new LinkedHashMap<>();
    put(written, "key", route.key().toString());
    put(written, "enabled", route.enabled());
    if (!route.labels().isEmpty()) {
      put(written, "labels", new ArrayList<>(route.labels()));
    }
    if (!route.aliases().isEmpty()) {
      put(written, "aliases", new ArrayList<>(route.aliases().stream().map(a -> a + "").toList()));
    }
    List<Object> sources = new ArrayList<>();
    route.sources().forEach(source -> sources.add(source(source)));
    put(written, "sources", sources);
    Map<String, Object> outputs = outputs(route.outputs());
    if (!outputs.isEmpty()) {
      put(written, "outputs", outputs);
    }
    put(written, "take-over", route.takeOver());
    put(written, "grace-ms", route.grace() == null ? null : route.grace().toMillis());
    put(written, "max-instances", route.maxInstances());
    if (!route.nodeLabels().isEmpty()) {
      put(written, "node-labels", new ArrayList<>(route.nodeLabels()));
    }
    put(written, "stable-ms", route.stable() == null ? null : route.stable().toMillis());
    Map<String, Object> access = access(route.access());
    if (!access.isEmpty()) {
      put(written, "access", access);
    }
    Map<String, Object> limits = limits(route.limits());
    if (!limits.isEmpty()) {
      put(written, "limits", limits);
    }
    Map<String, Object> bitRate = new LinkedHashMap<>();
    put(bitRate, "min-kbps", route.bitRate().minKbps());
    put(bitRate, "max-kbps", route.bitRate().maxKbps());
    if (!bitRate.isEmpty()) {
      put(written, "bit-rate", bitRate);
    }
    Map<String, Object> srt = srt(route.srt());
    if (!srt.isEmpty()) {
      put(written, "srt", srt);
    }
    return written;
  }

  private Map<String, Object> limits(RouteLimits limits) {
    Map<String, Object> written = new LinkedHashMap<>();
    put(written, "viewers", limits.viewers());
    put(written, "egress-mbps", limits.egressMbps());
    return written;
  }

  private Map<String, Object> access(AccessSpec access) {
    Map<String, Object> written = new LinkedHashMap<>();
    PublishMode publish = access.publish();
    PlayMode play = access.play();
    put(written, "publish", publish == null ? null : publish.name().toLowerCase(Locale.ROOT));
    put(written, "play", play == null ? null : play.name().toLowerCase(Locale.ROOT));
    networks(written, "allow", access.addresses().allow());
    networks(written, "deny", access.addresses().deny());
    return written;
  }

  private void networks(Map<String, Object> into, String key, List<Network> networks) {
    if (!networks.isEmpty()) {
      put(into, key, networks.stream().map(Network::toString).collect(Collectors.joining(", ")));
    }
  }

  private Map<String, Object> source(SourceSpec source) {
    Map<String, Object> written = new LinkedHashMap<>();
    if (source instanceof SourceSpec.OnDemand later) {
      written.putAll(source(later.source()));
      put(written, "on-demand", true);
      return written;
    }
    put(written, "type", source.type());
    switch (source) {
      case SourceSpec.OnDemand _ -> {}
      case SourceSpec.RtmpPublish publish -> times(written, publish.frames());
      case SourceSpec.RtspPublish publish -> times(written, publish.frames());
      case SourceSpec.TestPattern pattern ->
          RenditionWriter.pattern(pattern, (key, value) -> put(written, key, value));
      case SourceSpec.Rendition rendition -> {
        put(written, "of", rendition.of().toString());
        put(written, "rendition", rendition.rendition());
      }
      case SourceSpec.File file -> {
        put(written, "clip", file.clip().isEmpty() ? null : file.clip());
        put(written, "file", file.path().isEmpty() ? null : file.path());
        put(written, "loop", file.loop() ? null : false);
      }
      case SourceSpec.Slate slate ->
          put(written, "clip", slate.clip().isEmpty() ? null : slate.clip());
      case SourceSpec.SrtListen listen -> {
        put(written, "port", listen.port() == SourceSpec.SrtListen.SHARED ? null : listen.port());
        times(written, listen.frames());
      }
      case SourceSpec.SrtCall call -> {
        peer(written, call.peer());
        dial(written, call.dial());
      }
      case SourceSpec.RtspPull pull -> {
        pull(written, pull);
        dial(written, pull.dial());
      }
      case SourceSpec.RtmpPull pull -> {
        peer(written, pull.peer());
        dial(written, pull.dial());
      }
      case SourceSpec.UdpTs udp -> {
        listen(written, udp);
        times(written, udp.frames());
      }
    }
    return written;
  }

  private void pull(Map<String, Object> written, SourceSpec.RtspPull pull) {
    url(written, pull.url());
    put(written, "transport", pull.transport().label());
    put(written, "verify-tls", pull.verifyTls() ? true : null);
    put(written, "quirks", pull.quirks().words().isEmpty() ? null : pull.quirks().toString());
  }

  /// What is usual is left out.
  private void dial(Map<String, Object> written, DialSpec dial) {
    put(written, "connect-ms", unlessUsual(dial.connectMs()));
    times(written, dial.frames());
    String by = dial.networkInterface();
    put(written, "interface", by.isEmpty() ? null : by);
    put(written, "dscp", dial.dscp() == 0 ? null : dial.dscp());
  }

  private void times(Map<String, Object> written, FrameTimes times) {
    put(written, "first-frame-ms", unlessUsual(times.firstFrameMs()));
    put(written, "no-frame-ms", unlessUsual(times.noFrameMs()));
  }

  private static @Nullable Integer unlessUsual(int millis) {
    return millis == FrameTimes.DEFAULT_MS ? null : millis;
  }

  private void url(Map<String, Object> written, RtspUrl url) {
    put(written, "url", shown(SecretParameters.URL, url.requestUri()));
    Credentials login = url.login();
    if (!login.isEmpty()) {
      put(written, "user", login.user());
      put(written, "password", secret(login.password()));
    }
  }

  private void peer(Map<String, Object> written, SrtAddress peer) {
    put(written, "host", peer.host());
    put(written, "port", peer.port());
    String id = shown(SecretParameters.STREAM_ID, peer.streamId());
    put(written, "stream-id", id.isEmpty() ? null : id);
    if (peer.rendezvous()) {
      put(written, "mode", "rendezvous");
      put(written, "local-port", peer.localPort());
    }
  }

  private void peer(Map<String, Object> written, RtmpPeer peer) {
    put(written, "url", shown(SecretParameters.URL, peer.url()));
    put(written, "stream-key", peer.secretKey() ? secret(peer.address().name()) : null);
    put(written, "verify-tls", peer.verifyTls() ? null : false);
  }

  private void listen(Map<String, Object> written, SourceSpec.UdpTs udp) {
    put(written, "url", udp.address().toString());
    put(written, "rtp", udp.rtp() == RtpMode.AUTO ? null : udp.rtp().label());
    put(written, "interface", udp.networkInterface().isEmpty() ? null : udp.networkInterface());
    boolean isUsual = udp.receiveBuffer().equals(UdpTsReader.RECEIVE_BUFFER);
    put(written, "receive-buffer", isUsual ? null : udp.receiveBuffer().toString());
  }

  private void push(Map<String, Object> written, OutputSpec.UdpTsPush push) {
    put(written, "url", push.address().toString());
    put(written, "rtp", push.rtp() == push.address().rtp() ? null : push.rtp());
    put(written, "interface", push.networkInterface().isEmpty() ? null : push.networkInterface());
    put(written, "ttl", push.ttl() == 0 ? null : push.ttl());
    put(written, "dscp", push.dscp() == 0 ? null : push.dscp());
  }

  private void tap(Map<String, Object> written, FrameTapSpec tap) {
    put(written, "name", tap.name());
    put(
        written,
        "every",
        tap.everyFrames() == FrameTapSpec.KEY_FRAMES ? "key" : (Object) tap.everyFrames());
    put(written, "width", tap.width());
    put(written, "quality", tap.quality());
    put(written, "max-fps", tap.maxFps());
    put(
        written,
        "webhook",
        tap.webhook().isEmpty() ? null : shown(SecretParameters.URL, tap.webhook()));
    put(written, "secret", tap.secret().isEmpty() ? null : secret(tap.secret().text()));
    put(written, "websocket", tap.webSocket() ? true : null);
    put(written, "marks", tap.marks() ? true : null);
  }

  private Map<String, Object> outputs(List<OutputSpec> outputs) {
    Map<String, Object> written = new LinkedHashMap<>();
    List<Object> srtPushes = new ArrayList<>();
    List<Object> rtmpPushes = new ArrayList<>();
    List<Object> udpPushes = new ArrayList<>();
    List<Object> rtspPushes = new ArrayList<>();
    List<Object> renditions = new ArrayList<>();
    List<Object> frameTaps = new ArrayList<>();
    for (OutputSpec output : outputs) {
      Map<String, Object> peer = new LinkedHashMap<>();
      switch (output) {
        case OutputSpec.SrtPush push -> {
          peer(peer, push.peer());
          dial(peer, push.dial());
          srtPushes.add(peer);
          put(written, OutputSpec.SrtPush.NAME, srtPushes);
        }
        case OutputSpec.RtmpPush push -> {
          peer(peer, push.peer());
          dial(peer, push.dial());
          rtmpPushes.add(peer);
          put(written, OutputSpec.RtmpPush.NAME, rtmpPushes);
        }
        case OutputSpec.UdpTsPush push -> {
          push(peer, push);
          udpPushes.add(peer);
          put(written, OutputSpec.UdpTsPush.NAME, udpPushes);
        }
        case OutputSpec.RtspPush push -> {
          url(peer, push.url());
          put(peer, "verify-tls", push.verifyTls() ? null : false);
          dial(peer, push.dial());
          rtspPushes.add(peer);
          put(written, OutputSpec.RtspPush.NAME, rtspPushes);
        }
        case OutputSpec.Rendered rendered -> {
          RenditionWriter.rendition(rendered, (key, value) -> put(peer, key, value));
          renditions.add(peer);
          put(written, OutputSpec.Rendered.NAME, renditions);
        }
        case OutputSpec.Recording recording ->
            put(written, output.name(), RecordingReader.write(recording.spec(), naming));
        case OutputSpec.Stills stills ->
            put(written, output.name(), StillsReader.write(stills, naming));
        case OutputSpec.FrameTap tap -> {
          tap(peer, tap.spec());
          frameTaps.add(peer);
          put(written, OutputSpec.FrameTap.NAME, frameTaps);
        }
        case OutputSpec.Played played -> put(written, played.name(), played.enabled());
        case OutputSpec.Marks marks -> put(written, marks.name(), marks.enabled());
        case OutputSpec.H264Only only -> put(written, only.name(), only.enabled());
      }
    }
    return written;
  }

  private Map<String, Object> srt(SrtSpec srt) {
    Map<String, Object> written = new LinkedHashMap<>();
    put(written, "latency-ms", srt.latencyMs());
    put(written, "max-latency-ms", srt.maxLatencyMs());
    put(written, "peer-latency-ms", srt.peerLatencyMs());
    put(written, "passphrase", srt.passphrase().isEmpty() ? null : secret(srt.passphrase().text()));
    put(written, "key-length", srt.keyBytes() == 0 ? null : srt.keyBytes());
    put(written, "packet-filter", srt.packetFilter().isEmpty() ? null : srt.packetFilter());
    put(written, "reorder-tolerance", srt.reorderTolerance());
    put(written, "receive-buffer", srt.receiveBuffer() == null ? null : srt.receiveBuffer() + "");
    put(written, "idle-timeout-ms", srt.idleTimeout() == null ? null : millis(srt));
    put(written, "policy", srt.policy());
    SrtSpec.Transport transport = srt.transport();
    put(written, "program", transport.program() == 0 ? null : transport.program());
    put(written, "audio-pid", transport.audioPid() == 0 ? null : transport.audioPid());
    String language = transport.audioLanguage();
    put(written, "audio-language", language.isEmpty() ? null : language);
    put(written, "remux", transport.remux() ? true : null);
    return written;
  }

  private static @Nullable Long millis(SrtSpec srt) {
    return srt.idleTimeout() == null ? null : srt.idleTimeout().toMillis();
  }

  private String shown(SecretParameters kind, String text) {
    return secrets ? text : kind.mask(text);
  }

  private String secret(String text) {
    return secrets || text.isEmpty() ? text : Token.MASK;
  }

  /// What is null is left out.
  private void put(Map<String, Object> written, String key, @Nullable Object value) {
    if (value != null) {
      written.put(naming.of(key), value);
    }
  }
}
