package io.tidegate.gateway.route;

import io.tidegate.media.hub.Protocol;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.udp.UdpAddress;
import io.tidegate.udp.UdpPushTarget;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.validator.constraints.Range;

/// One way out of a route, on or off.
public sealed interface OutputSpec {
  /// Those that are switched on and off, as the configuration writes them.
  Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "http-flv",
              "ws-flv",
              "http-ts",
              "http-fmp4",
              "http-mjpeg",
              "hls",
              "dash",
              "snapshot",
              "rtmp",
              "srt",
              "rtsp"));

  /// Those that call others, of which a route may have several.
  List<String> PUSHES =
      List.of(SrtPush.NAME, RtmpPush.NAME, RtspPush.NAME, UdpTsPush.NAME, FrameTap.NAME);

  /// What is made of the stream beside it, of which a route may have several, too.
  List<String> MADE = List.of(Rendered.NAME);

  boolean enabled();

  /// As the configuration writes it.
  String name();

  /// Whom it calls, without secrets; empty for those that are called.
  default String place() {
    return "";
  }

  /// Whether this output speaks `protocol`.
  boolean covers(Protocol protocol);

  /// `/live/x.flv` over HTTP.
  record HttpFlv(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "http-flv";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.HTTP_FLV;
    }
  }

  /// `/live/x.flv` over WebSocket.
  record WsFlv(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "ws-flv";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.WS_FLV;
    }
  }

  /// `/live/x.ts`.
  record HttpTs(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "http-ts";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.HTTP_TS;
    }
  }

  /// `/live/x.mp4`.
  record HttpFmp4(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "http-fmp4";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.HTTP_FMP4;
    }
  }

  /// `/live/x.mjpg`.
  record HttpMjpeg(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "http-mjpeg";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.HTTP_MJPEG;
    }
  }

  /// HLS and LL-HLS.
  record Hls(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "hls";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.HLS;
    }
  }

  /// MPEG-DASH, of the segments of HLS.
  record Dash(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "dash";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.DASH;
    }
  }

  /// `/live/x.jpg`.
  record Snapshot(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "snapshot";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.SNAPSHOT;
    }
  }

  /// RTMP and RTMPS play.
  record Rtmp(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "rtmp";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.RTMP || protocol == Protocol.RTMPS;
    }
  }

  /// Callers that read over SRT.
  record Srt(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "srt";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.SRT;
    }
  }

  /// RTSP and RTSPS play.
  record Rtsp(boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return "rtsp";
    }

    @Override
    public boolean covers(Protocol protocol) {
      return protocol == Protocol.RTSP || protocol == Protocol.RTSPS;
    }
  }

  /// We send to a remote SRT peer.
  record SrtPush(@Valid SrtAddress peer, @Valid DialSpec dial) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "srt-push";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String place() {
      return peer.toString();
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// It asks nobody whether it may play.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }
  }

  /// We publish at another RTMP server.
  record RtmpPush(@Valid RtmpPeer peer, @Valid DialSpec dial) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "rtmp-push";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String place() {
      return peer.toString();
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// It asks nobody whether it may play.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }
  }

  /// We send a transport stream over UDP, to an address or to a group.
  ///
  /// @param rtp with RTP headers
  /// @param networkInterface what it leaves by; empty for the one that leads there
  /// @param ttl routers that it may pass; 0 for 1 to a group, and for the system's choice else
  @Sound
  record UdpTsPush(
      UdpAddress address,
      boolean rtp,
      String networkInterface,
      @Range(min = 0, max = UdpPushTarget.MAX_TTL, message = "a whole number, {min} to {max}")
          int ttl,
      @Range(min = 0, max = 63, message = "a whole number, {min} to {max}") int dscp)
      implements OutputSpec, Checked {
    /// As the configuration writes it.
    public static final String NAME = "udp-ts-push";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String place() {
      return address.toString();
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// It asks nobody whether it may play.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }

    @Override
    public List<Fault> faults() {
      if (address.isAny()) {
        return List.of(new Fault("url", "a host or a group to send to"));
      }
      if (!address.source().isEmpty()) {
        return List.of(new Fault("url", "no sender before @: that is for sources"));
      }
      boolean isVain = ttl > 0 && !address.isMulticast();
      return isVain ? List.of(new Fault("ttl", "a ttl with a multicast group alone")) : List.of();
    }
  }

  /// We publish at another RTSP server.
  ///
  /// @param url with the name and password, if it wants one
  /// @param verifyTls whether the certificate of `rtsps` must be one that this machine trusts
  @Sound
  record RtspPush(RtspUrl url, boolean verifyTls, @Valid DialSpec dial)
      implements OutputSpec, Checked {
    /// As the configuration writes it.
    public static final String NAME = "rtsp-push";

    /// With the secrets that are stored.
    public RtspPush withUrl(RtspUrl whole) {
      return new RtspPush(whole, verifyTls, dial);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String place() {
      return url.toString();
    }

    @Override
    public List<Fault> faults() {
      return SourceSpec.RtspPull.faults(url);
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// It asks nobody whether it may play.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }
  }

  /// The stream coded anew, as a stream of its own: `live/x_720`.
  ///
  /// @param onDemand made only while somebody plays one of the route's renditions
  @Sound
  record Rendered(Rendition rendition, boolean onDemand) implements OutputSpec, Checked {
    /// As the configuration writes it.
    public static final String NAME = "renditions";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// It is a stream of its own, with outputs of its own.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }

    @Override
    public List<Fault> faults() {
      return RenditionRules.faults(rendition);
    }
  }

  /// What is live goes to the disk.
  record Recording(RecordingSpec spec) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "recording";

    @Override
    public boolean enabled() {
      return spec.enabled();
    }

    @Override
    public String name() {
      return NAME;
    }

    /// What was recorded is played back also where nothing is recorded any more.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }
  }

  /// Pictures for programs that look at them.
  record FrameTap(@Valid FrameTapSpec spec) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "frame-tap";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String place() {
      return spec.name();
    }

    @Override
    public boolean enabled() {
      return true;
    }

    /// Whoever asks over a WebSocket asks for pictures.
    @Override
    public boolean covers(Protocol protocol) {
      return false;
    }
  }

  /// Whether this is how the configuration calls an output.
  static boolean isName(String text) {
    return NAMES.contains(text)
        || PUSHES.contains(text)
        || MADE.contains(text)
        || text.equals(Recording.NAME);
  }

  /// @param name one of [#NAMES]
  static OutputSpec of(String name, boolean enabled) {
    return switch (name) {
      case "http-flv" -> new HttpFlv(enabled);
      case "ws-flv" -> new WsFlv(enabled);
      case "http-ts" -> new HttpTs(enabled);
      case "http-fmp4" -> new HttpFmp4(enabled);
      case "http-mjpeg" -> new HttpMjpeg(enabled);
      case "hls" -> new Hls(enabled);
      case "dash" -> new Dash(enabled);
      case "snapshot" -> new Snapshot(enabled);
      case "rtmp" -> new Rtmp(enabled);
      case "srt" -> new Srt(enabled);
      case "rtsp" -> new Rtsp(enabled);
      default -> throw new IllegalArgumentException("no such output: " + name);
    };
  }
}
