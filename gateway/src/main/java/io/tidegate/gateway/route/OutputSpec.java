package io.tidegate.gateway.route;

import io.tidegate.media.hub.Protocol;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.transcode.ladder.Rendition;
import io.tidegate.udp.UdpAddress;
import io.tidegate.udp.UdpPushTarget;
import jakarta.validation.Valid;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.Range;

/// One way out of a route, on or off.
public sealed interface OutputSpec {
  /// Those that are switched on and off, as the configuration writes them.
  Set<String> NAMES =
      Stream.concat(
              Arrays.stream(PlayerFormat.values()).map(PlayerFormat::label),
              Stream.of(Marks.NAME, H264Only.NAME))
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));

  /// Those that call others, of which a route may have several.
  List<String> PUSHES =
      List.of(SrtPush.NAME, RtmpPush.NAME, RtspPush.NAME, UdpTsPush.NAME, FrameTap.NAME);

  /// What is made of the stream beside it, of which a route may have several, too.
  List<String> MADE = List.of(Rendered.NAME);

  /// As the configuration writes it.
  String name();

  /// Those that are not switched on and off are on wherever there are some.
  default boolean enabled() {
    return true;
  }

  /// Whom it calls, without secrets; empty for those that are called.
  default String place() {
    return "";
  }

  /// Whether players that come over `protocol` are let to this output. Most have none: what calls
  /// others asks nobody whether it may play.
  default boolean covers(Protocol protocol) {
    return false;
  }

  /// The same for a rendition of the stream: what is kept of the stream is not kept twice.
  default OutputSpec ofRendition() {
    return this;
  }

  /// What players ask for.
  record Played(PlayerFormat format, boolean enabled) implements OutputSpec {
    @Override
    public String name() {
      return format.label();
    }

    @Override
    public boolean covers(Protocol protocol) {
      return format.covers(protocol);
    }
  }

  /// Marks on the timeline, in the playlists of HLS; off where nobody says.
  record Marks(boolean enabled) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "marks";

    @Override
    public String name() {
      return NAME;
    }
  }

  /// In the manifests of HLS and DASH, pictures that are not H.264 give way to renditions that are;
  /// off where nobody says.
  record H264Only(boolean enabled) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = "h264-only";

    @Override
    public String name() {
      return NAME;
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
  }

  /// The stream coded anew, as a stream of its own with outputs of its own: `live/x_720`.
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
    public List<Fault> faults() {
      return RenditionRules.faults(rendition);
    }
  }

  /// What is live goes to the disk. What was recorded is played back also where nothing is recorded
  /// any more.
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
  }

  /// The latest picture for whoever asks, as [PlayerFormat#SNAPSHOT] switches it, and pictures that
  /// are kept.
  ///
  /// @param enabled of both
  record Stills(boolean enabled, StillSpec spec) implements OutputSpec {
    /// As the configuration writes it.
    public static final String NAME = PlayerFormat.SNAPSHOT.label();

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean covers(Protocol protocol) {
      return PlayerFormat.SNAPSHOT.covers(protocol);
    }

    @Override
    public OutputSpec ofRendition() {
      return new Played(PlayerFormat.SNAPSHOT, enabled);
    }
  }

  /// Pictures for programs that look at them; whoever asks over a WebSocket asks for pictures.
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
      case Marks.NAME -> new Marks(enabled);
      case H264Only.NAME -> new H264Only(enabled);
      default -> new Played(PlayerFormat.of(name), enabled);
    };
  }
}
