package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackAnnouncer;
import io.tidegate.media.TrackList;
import io.tidegate.media.UnsupportedException;
import io.tidegate.rtsp.sdp.MediaDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The media of one RTSP session: RTP and RTCP in, stream events out. Loop-confined.
///
/// 1. [#refusal] before SETUP, for each media section;
/// 2. [#rtp] and [#rtcp] for what arrives, with the index of the media in the list given;
/// 3. [#poll] every 20 ms over UDP, with the data over TCP;
/// 4. [#end] at last.
///
/// The track of the media at index `i` has the id `i + 1`. Never throws on what a peer sent: what
/// cannot be used is counted in [#view]. RFC 3550 and the payload formats named in the README.
public final class RtpReception {
  /// Where reports and requests go.
  @FunctionalInterface
  public interface FeedbackSink {
    /// @param media index in the list given
    /// @param compound one RTCP datagram
    void rtcp(int media, Bytes compound);
  }

  private final List<Slot> slots = new ArrayList<>();
  private final ReceptionOptions options;
  private final FeedbackSink feedback;
  private final TrackAnnouncer announcer;
  private final ReasonCounters rtcpReasons = new ReasonCounters();
  private TrackList tracks = TrackList.EMPTY;
  private long lastReportNanos;
  private boolean reporting;

  /// One media section: carried, or refused with a reason.
  private record Slot(@Nullable MediaReception reception, String coding, String refusal) {}

  /// @param setUp the sections that were set up, at most 255
  public RtpReception(
      List<MediaDescription> setUp,
      StreamSink out,
      ReceptionOptions options,
      FeedbackSink feedback) {
    this.options = options;
    this.feedback = feedback;
    announcer =
        new TrackAnnouncer(event -> {
          if (event instanceof TracksChanged changed) {
            tracks = changed.tracks();
          }
          out.accept(event);
        });
    SessionClock session = new SessionClock();
    TimeOrder order = new TimeOrder(announcer);
    Set<Integer> carried = new TreeSet<>();
    for (MediaDescription media : setUp) {
      int trackId = slots.size() + 1;
      try {
        MediaReception reception = new MediaReception(trackId, media, options, session, order);
        slots.add(new Slot(reception, reception.coding(), ""));
        carried.add(trackId);
      } catch (UnsupportedException | MalformedException refused) {
        slots.add(new Slot(null, codingOf(media), String.valueOf(refused.getMessage())));
      }
    }
    announcer.expect(carried);
  }

  /// Why a media section cannot be carried, for a user to read; empty when it can.
  public static Optional<String> refusal(MediaDescription media) {
    try {
      new MediaReception(
          1,
          media,
          ReceptionOptions.overTcp(0),
          new SessionClock(),
          new TimeOrder(new TrackAnnouncer(event -> {})));
      return Optional.empty();
    } catch (UnsupportedException | MalformedException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  /// A datagram of the media's RTP port or channel. RTCP among it is recognised (RFC 5761).
  public void rtp(int media, Bytes packet, long nowNanos) {
    MediaReception reception = slots.get(media).reception();
    if (reception == null) {
      return;
    }
    if (packet.length() >= 2 && RtcpType.isRtcp(packet.u8(1))) {
      rtcp(media, packet, nowNanos);
      return;
    }
    reception.rtp(packet, nowNanos);
  }

  /// A datagram of the media's RTCP port or channel.
  public void rtcp(int media, Bytes packet, long nowNanos) {
    MediaReception reception = slots.get(media).reception();
    if (reception == null) {
      return;
    }
    for (RtcpPacket report : RtcpPacket.parse(packet, rtcpReasons)) {
      if (report instanceof RtcpPacket.SenderReport senderReport) {
        reception.senderReport(senderReport, nowNanos);
      }
      // BYE: whether the session is over is told by RTSP, and cameras send it when they restart
      // their encoder
    }
  }

  /// Gives up packets that were waited for too long, and sends what is due.
  public void poll(long nowNanos) {
    if (!reporting) {
      reporting = true;
      lastReportNanos = nowNanos;
    }
    boolean reportDue = nowNanos - lastReportNanos >= options.reportInterval().toNanos();
    for (int i = 0; i < slots.size(); i++) {
      MediaReception reception = slots.get(i).reception();
      if (reception != null) {
        reception.expire(nowNanos);
        List<RtcpPacket> due = reception.feedback(options, reportDue, nowNanos);
        if (!due.isEmpty()) {
          feedback.rtcp(i, RtcpPacket.write(due));
        }
      }
    }
    if (reportDue) {
      lastReportNanos = nowNanos;
    }
  }

  /// Asks the sender for a key frame of each picture, where it offers that; the request leaves with
  /// the next [#poll], once a second at most.
  public void requestKeyFrame() {
    for (Slot slot : slots) {
      if (slot.reception() != null) {
        slot.reception().requestKeyFrame();
      }
    }
  }

  /// Nothing follows: hands on what is whole, and the end of the stream.
  public void end() {
    for (Slot slot : slots) {
      if (slot.reception() != null) {
        slot.reception().end();
      }
    }
    announcer.end();
  }

  public ReceptionView view() {
    List<ReceptionView.Media> media = new ArrayList<>();
    for (Slot slot : slots) {
      media.add(
          slot.reception() == null
              ? ReceptionView.Media.refused(slot.coding(), slot.refusal())
              : slot.reception().view());
    }
    long lastFrame = media.stream().mapToLong(ReceptionView.Media::lastFrameNanos).max().orElse(0);
    return new ReceptionView(tracks, media, lastFrame);
  }

  private static String codingOf(MediaDescription media) {
    return media.rtpMap() == null ? "" : media.rtpMap().encoding();
  }
}
