package io.tidegate.gateway.route;

import io.tidegate.gateway.config.Token;
import io.tidegate.media.DataSize;
import io.tidegate.media.SecretParameters;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.rtsp.RtspQuirks;
import io.tidegate.rtsp.RtspTransport;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.udp.UdpAddress;
import io.tidegate.udp.packet.RtpMode;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.validator.constraints.Range;

/// Where a route's stream comes from.
public sealed interface SourceSpec {
  /// Those that there are, as the configuration writes them.
  List<String> TYPES =
      List.of(
          RtmpPublish.TYPE,
          RtspPublish.TYPE,
          SrtListen.TYPE,
          SrtCall.TYPE,
          RtspPull.TYPE,
          RtmpPull.TYPE,
          UdpTs.TYPE,
          TestPattern.TYPE,
          File.TYPE,
          Slate.TYPE);

  /// Of a route that does not say: whoever publishes.
  static List<SourceSpec> publishers() {
    return List.of(new RtmpPublish(), new SrtListen(SrtListen.SHARED), new RtspPublish());
  }

  /// Whether a publisher may come over `protocol`.
  default boolean admits(Protocol protocol) {
    return false;
  }

  /// As the configuration writes it.
  String type();

  /// Whether it comes to us by itself.
  static boolean comesByItself(SourceSpec source) {
    return source instanceof Publisher;
  }

  /// Whom it calls, without secrets; empty for those that are called.
  default String place() {
    return "";
  }

  /// How long its frames may be missing.
  default FrameTimes frames() {
    return FrameTimes.DEFAULT;
  }

  /// One that is neither called nor made here: it comes by itself.
  sealed interface Publisher extends SourceSpec {
    @Override
    boolean admits(Protocol protocol);
  }

  /// One that we call, and call again when it goes.
  sealed interface Called extends SourceSpec {
    DialSpec dial();

    @Override
    default FrameTimes frames() {
      return dial().frames();
    }
  }

  /// One that is called while somebody plays the stream, or waits for it, and a while after.
  ///
  /// @param source how it is called
  record OnDemand(@Valid SourceSpec source) implements SourceSpec {
    @Override
    public String type() {
      return source.type();
    }

    @Override
    public String place() {
      return source.place();
    }

    @Override
    public FrameTimes frames() {
      return source.frames();
    }
  }

  /// A picture that moves, with the time of day, and a tone, made here.
  record TestPattern(
      @Range(min = 160, max = 3_840, message = "a whole number, {min} to {max}") int width,
      @Range(min = 120, max = 2_160, message = "a whole number, {min} to {max}") int height,
      @Range(min = 1, max = 60, message = "a whole number, {min} to {max}") int fps,
      @Range(min = 100, max = 50_000, message = "a whole number, {min} to {max}") int kbps,
      boolean tone)
      implements SourceSpec {
    /// As the configuration writes it.
    public static final String TYPE = "test-pattern";

    /// 720p25.
    public static final TestPattern DEFAULT = new TestPattern(1280, 720, 25, 2_000, true);

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// Another route's stream, coded anew as that route's `renditions` say. Nobody writes it: it is
  /// the source of the routes that follow from them.
  ///
  /// @param of the stream that it is made of
  record Rendition(StreamKey of, String rendition) implements SourceSpec {
    /// As the API shows it.
    public static final String TYPE = "rendition";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String place() {
      return of.toString();
    }
  }

  /// A clip plays in real time whenever it is its turn, from its beginning.
  ///
  /// @param clip its name; empty where `path` says what plays
  /// @param path of a file below a folder that the settings allow; empty with a clip
  /// @param loop whether it begins anew; else it plays once, and whoever is next takes over
  @Sound
  record File(String clip, String path, boolean loop) implements SourceSpec, Checked {
    /// As the configuration writes it.
    public static final String TYPE = "file";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public List<Fault> faults() {
      if (clip.isEmpty() == path.isEmpty()) {
        return List.of(new Fault("clip", "the name of a clip, or file with a path in its place"));
      }
      if (!clip.isEmpty()) {
        return ClipName.faults(clip);
      }
      return ClipName.isPath(path)
          ? List.of()
          : List.of(new Fault("file", "an absolute path without . and .. in it"));
    }
  }

  /// A clip plays, over and over, while nothing better does.
  ///
  /// @param clip its name, empty for our own
  @Sound
  record Slate(String clip) implements SourceSpec, Checked {
    /// As the configuration writes it.
    public static final String TYPE = "slate";

    /// Our own clip.
    public Slate() {
      this("");
    }

    @Override
    public List<Fault> faults() {
      return clip.isEmpty() ? List.of() : ClipName.faults(clip);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /// An encoder publishes over RTMP or RTMPS.
  record RtmpPublish(@Valid FrameTimes frames) implements Publisher {
    /// As the configuration writes it.
    public static final String TYPE = "rtmp-publish";

    /// With the usual times.
    public RtmpPublish() {
      this(FrameTimes.DEFAULT);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public boolean admits(Protocol protocol) {
      return protocol == Protocol.RTMP || protocol == Protocol.RTMPS;
    }
  }

  /// An encoder publishes over RTSP or RTSPS: ANNOUNCE and RECORD.
  record RtspPublish(@Valid FrameTimes frames) implements Publisher {
    /// As the configuration writes it.
    public static final String TYPE = "rtsp-publish";

    /// With the usual times.
    public RtspPublish() {
      this(FrameTimes.DEFAULT);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public boolean admits(Protocol protocol) {
      return protocol == Protocol.RTSP || protocol == Protocol.RTSPS;
    }
  }

  /// An encoder calls us over SRT.
  ///
  /// @param port of its own, 0 for a free one, or [#SHARED]
  record SrtListen(
      @Range(min = SHARED, max = 65_535, message = "a whole number, 0 to {max}") int port,
      @Valid FrameTimes frames)
      implements Publisher {
    /// As the configuration writes it.
    public static final String TYPE = "srt-listen";

    /// With the usual times.
    public SrtListen(int port) {
      this(port, FrameTimes.DEFAULT);
    }

    @Override
    public String type() {
      return TYPE;
    }

    /// By stream id, on the ports that all streams share.
    public static final int SHARED = -1;

    @Override
    public boolean admits(Protocol protocol) {
      return protocol == Protocol.SRT;
    }
  }

  /// We call a remote peer over SRT.
  record SrtCall(@Valid SrtAddress peer, @Valid DialSpec dial) implements Called {
    /// As the configuration writes it.
    public static final String TYPE = "srt-call";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String place() {
      return peer.toString();
    }
  }

  /// We pull a camera over RTSP.
  ///
  /// @param url with the name and password, if it wants one
  /// @param verifyTls whether the certificate of `rtsps` is checked
  /// @param quirks what the camera needs beside what is known of it
  @Sound
  record RtspPull(
      RtspUrl url,
      RtspTransport transport,
      boolean verifyTls,
      RtspQuirks quirks,
      @Valid DialSpec dial)
      implements Called, Checked {
    /// As the configuration writes it.
    public static final String TYPE = "rtsp-pull";

    /// Called as usual.
    public RtspPull(RtspUrl url, RtspTransport transport, boolean verifyTls, RtspQuirks quirks) {
      this(url, transport, verifyTls, quirks, DialSpec.DEFAULT);
    }

    /// With the secrets that are stored.
    public RtspPull withUrl(RtspUrl whole) {
      return new RtspPull(whole, transport, verifyTls, quirks, dial);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String place() {
      return url.toString();
    }

    @Override
    public List<Fault> faults() {
      return faults(url);
    }

    /// A masked secret is none.
    static List<Fault> faults(RtspUrl url) {
      if (url.login().password().equals(Token.MASK)) {
        return List.of(
            new Fault("password", "the password itself: none is stored for this user there"));
      }
      return SecretParameters.URL.isMasked(url.path())
          ? List.of(new Fault("url", "the secret in it itself: none is stored for this URL"))
          : List.of();
    }
  }

  /// We play from another RTMP server.
  record RtmpPull(@Valid RtmpPeer peer, @Valid DialSpec dial) implements Called {
    /// As the configuration writes it.
    public static final String TYPE = "rtmp-pull";

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String place() {
      return peer.toString();
    }
  }

  /// A transport stream comes over UDP, to an address of ours or to a group.
  ///
  /// @param networkInterface where a group is joined; empty for the one that leads there
  /// @param receiveBuffer wanted of the kernel
  @Sound
  record UdpTs(
      UdpAddress address,
      RtpMode rtp,
      String networkInterface,
      DataSize receiveBuffer,
      @Valid FrameTimes frames)
      implements SourceSpec, Checked {
    /// As the configuration writes it.
    public static final String TYPE = "udp-ts";

    /// With the usual times.
    public UdpTs(UdpAddress address, RtpMode rtp, String networkInterface, DataSize receiveBuffer) {
      this(address, rtp, networkInterface, receiveBuffer, FrameTimes.DEFAULT);
    }

    private static final DataSize LEAST_BUFFER = new DataSize(64 << 10);

    /// The kernel gives no more than `net.core.rmem_max` anyway.
    private static final DataSize LARGEST_BUFFER = DataSize.ofMegabytes(256);

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String place() {
      return address.toString();
    }

    @Override
    public List<Fault> faults() {
      List<Fault> faults = new ArrayList<>();
      if (!address.host().isEmpty() && address.literal() == null) {
        faults.add(new Fault("url", "a group or an address of this machine, not a name"));
      }
      if (!networkInterface.isEmpty() && !address.isMulticast()) {
        faults.add(new Fault("interface", "an interface with a multicast group alone"));
      }
      if (receiveBuffer.compareTo(LEAST_BUFFER) < 0
          || receiveBuffer.compareTo(LARGEST_BUFFER) > 0) {
        faults.add(new Fault("receiveBuffer", "a size, " + LEAST_BUFFER + " to " + LARGEST_BUFFER));
      }
      return faults;
    }
  }
}
