package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.rtsp.sdp.Attribute;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A stream's frames as RTP packets, made once for all its players. Loop-confined.
///
/// 1. [#update] with the tracks, before their frames and whenever they change;
/// 2. [#describe] for DESCRIBE, [#frame] for every frame, [#senderReports] every five seconds;
/// 3. [#goodbyes] when it is over.
///
/// All players of a stream see one source (SSRC, sequence numbers, timestamps) per track. The media
/// at index `i` is that of the i-th carried track; its control address is `trackID=` and the id of
/// the track. RFC 3550 and the payload formats named in the README.
public final class RtpTransmission {
  /// Bytes of an RTP packet that go through Ethernet, PPPoE, tunnels and IPv6 unfragmented.
  public static final int DEFAULT_MAX_PACKET = 1_400;

  /// When the wall clock that reports tell is set anew: late or early by this.
  private static final MediaTime MAX_CLOCK_ERROR = MediaTime.ofMillis(500);

  private static final int SMALLEST_MAX_PACKET = 128;

  private final List<MediaTransmission> media = new ArrayList<>();
  private final RandomGenerator random;
  private final int maxPayload;
  private final String name;
  private @Nullable MediaTime wallClockOffset;
  private MediaTime latest = MediaTime.ZERO;
  private long latestNanos;
  private boolean started;

  /// The packets of one frame.
  ///
  /// @param media index of the media section, -1 when the frame's track is not carried
  /// @param packets in the order of their sequence numbers
  public record Packets(int media, List<Bytes> packets) {
    static final Packets NONE = new Packets(-1, List.of());

    public Packets {
      packets = List.copyOf(packets);
    }
  }

  /// Where the next packet of a media stands, for `RTP-Info`.
  ///
  /// @param sequenceNumber 16 bits
  /// @param timestamp 32 bits, of `time`
  public record Position(int sequenceNumber, long timestamp) {}

  /// @param name of the session, for people
  /// @param maxPacket bytes of an RTP packet
  /// @param random for identifiers and first numbers
  public RtpTransmission(String name, int maxPacket, RandomGenerator random) {
    if (maxPacket < SMALLEST_MAX_PACKET || maxPacket > 65_000) {
      throw new IllegalArgumentException("not a packet size: " + maxPacket);
    }
    this.name = name;
    this.random = random;
    maxPayload = maxPacket - RtpPacket.HEADER_LENGTH;
  }

  /// Whether RTP carries a track.
  public static boolean carries(Track track) {
    return OutputFormat.carries(track.params());
  }

  /// Ticks a second of the timestamps of a track that is carried.
  public static int clockRateOf(Track track) {
    return OutputFormat.mapOf(track.params(), 0).clockRate();
  }

  /// Takes the tracks from here on.
  ///
  /// @return true when players may go on; false when they must be given a new description, because
  ///   there are other tracks, or other parameters that cannot be sent in band
  public boolean update(TrackList tracks) {
    List<Track> carried = tracks.asList().stream().filter(RtpTransmission::carries).toList();
    boolean same = carried.size() == media.size();
    for (int i = 0; same && i < carried.size(); i++) {
      same = media.get(i).update(carried.get(i));
    }
    if (same) {
      return true;
    }
    boolean first = media.isEmpty();
    media.clear();
    for (int i = 0; i < carried.size(); i++) {
      media.add(new MediaTransmission(i, carried.get(i), random));
    }
    return first;
  }

  /// How many media sections [#describe] has.
  public int mediaCount() {
    return media.size();
  }

  /// The description of what is sent.
  public SessionDescription describe() {
    return description(name, media.stream().map(MediaTransmission::describe).toList());
  }

  /// The description of what would be sent of these tracks. Any thread.
  public static SessionDescription describe(String name, List<Track> carried) {
    List<MediaDescription> sections = new ArrayList<>();
    for (int i = 0; i < carried.size(); i++) {
      Track track = carried.get(i);
      CodecParams params = track.params();
      sections.add(OutputFormat.describe(params, OutputFormat.mapOf(params, i), track.id()));
    }
    return description(name, sections);
  }

  private static SessionDescription description(String name, List<MediaDescription> sections) {
    List<Attribute> attributes =
        List.of(
            new Attribute("tool", "tidegate"),
            new Attribute("range", "npt=now-"),
            new Attribute("control", "*"));
    return new SessionDescription("1", name, "", attributes, sections);
  }

  /// Whether players that know the description of `before` can go on with `after`: what changed is
  /// sent in band.
  public static boolean continues(List<Track> before, List<Track> after) {
    boolean same = before.size() == after.size();
    for (int i = 0; same && i < before.size(); i++) {
      same = MediaTransmission.continues(before.get(i), after.get(i));
    }
    return same;
  }

  /// @param nowNanos of the clock that [#senderReports] is given
  public Packets frame(Frame frame, long nowNanos) {
    for (int i = 0; i < media.size(); i++) {
      if (media.get(i).track().id() == frame.trackId()) {
        if (!started || frame.dts().isAfter(latest)) {
          started = true;
          latest = frame.dts();
          latestNanos = nowNanos;
        }
        return new Packets(i, media.get(i).frame(frame, maxPayload));
      }
    }
    return Packets.NONE;
  }

  /// The next sequence number, and the timestamp of a time of the stream.
  public Position position(int index, MediaTime time) {
    MediaTransmission one = media.get(index);
    return new Position(one.sequence().nextSequence(), one.timestampOf(time));
  }

  /// The SSRC of a media, 32 bits.
  public long ssrc(int index) {
    return media.get(index).sequence().ssrc();
  }

  /// A compound of sender report and name for each media, all of one moment; none before the first
  /// frame. RFC 3550 §6.4.1
  public List<Bytes> senderReports(Instant wallClock, long nowNanos) {
    if (!started) {
      return List.of();
    }
    MediaTime now = latest.plus(new MediaTime(nowNanos - latestNanos));
    MediaTime sinceEpoch =
        MediaTime.ofSeconds(wallClock.getEpochSecond()).plus(new MediaTime(wallClock.getNano()));
    MediaTime offset = sinceEpoch.minus(now);
    MediaTime kept = wallClockOffset;
    if (kept == null || isOver(offset.minus(kept), MAX_CLOCK_ERROR)) {
      wallClockOffset = offset;
      kept = offset;
    }
    List<Bytes> reports = new ArrayList<>(media.size());
    for (MediaTransmission one : media) {
      RtcpPacket report = one.senderReport(NtpTime.of(wallClock), sinceEpoch.minus(kept));
      RtcpPacket cname = new RtcpPacket.Sdes(one.sequence().ssrc(), "tidegate");
      reports.add(RtcpPacket.write(List.of(report, cname)));
    }
    return reports;
  }

  /// A compound that says goodbye for each media: what follows, if anything, is another session.
  /// RFC 3550 §6.6
  public List<Bytes> goodbyes() {
    return media.stream().map(one -> goodbye(one.sequence().ssrc())).toList();
  }

  private static Bytes goodbye(long ssrc) {
    RtcpPacket report = new RtcpPacket.ReceiverReport(ssrc, List.of()); // §6.1: a report is first
    return RtcpPacket.write(List.of(report, new RtcpPacket.Bye(List.of(ssrc))));
  }

  private static boolean isOver(MediaTime difference, MediaTime limit) {
    return difference.isAfter(limit) || MediaTime.ZERO.minus(difference).isAfter(limit);
  }
}
