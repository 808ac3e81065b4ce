package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.DtsEstimator;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.UnsupportedException;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.RtpMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One media section of a session: packets in, frames out. Loop-confined.
final class MediaReception implements Depacketizer.Output {
  private final int trackId;
  private final RtpMap map;
  private final ReorderBuffer buffer;
  private final RtpClock clock;
  private final SessionClock session;
  private final TimeOrder order;
  private final Depacketizer depacketizer;
  private final ArrivalStatistics statistics;
  private final KeyFrameRequests keyFrames;
  private final LossRequests losses = new LossRequests();
  private final boolean repeatsPackets;
  private final boolean arrivalTimes;
  private final ReasonCounters reasons = new ReasonCounters();

  private long ssrc = -1;
  private @Nullable DtsEstimator estimator;
  private long deliveredNanos;
  private long packets;
  private long bytes;
  private long frames;
  private long damaged;
  private long lastFrameNanos;
  private MediaTime lastFrame = MediaTime.ZERO;

  /// @throws UnsupportedException for a coding that is not carried
  /// @throws MalformedException when its description makes no sense
  MediaReception(
      int trackId,
      MediaDescription media,
      ReceptionOptions options,
      SessionClock session,
      TimeOrder order)
      throws UnsupportedException, MalformedException {
    this.trackId = trackId;
    this.session = session;
    this.order = order;
    map = PayloadFormat.mapOf(media);
    boolean leads = media.kind().equals("video") && session.lead();
    clock = new RtpClock(session, map.clockRate(), leads);
    statistics = new ArrivalStatistics(map.clockRate());
    keyFrames = new KeyFrameRequests(media, map.payloadType());
    arrivalTimes = options.arrivalTimes();
    repeatsPackets = media.offersFeedback(map.payloadType(), "nack");
    buffer = new ReorderBuffer(options.reorderWait(), this::deliver);
    depacketizer = PayloadFormat.depacketizer(media, this);
  }

  String coding() {
    return map.encoding();
  }

  void rtp(Bytes datagram, long nowNanos) {
    RtpPacket packet;
    try {
      packet = RtpPacket.parse(datagram);
    } catch (MalformedException broken) {
      reasons.add(broken.reason());
      return;
    }
    if (packet.payloadType() != map.payloadType()) {
      reasons.add(Reason.UNSUPPORTED); // comfort noise, telephone events, another coding
      return;
    }
    if (packet.ssrc() != ssrc) {
      anotherSource(packet.ssrc());
    }
    packets++;
    bytes += packet.payload().length();
    statistics.arrived(packet, nowNanos);
    buffer.offer(packet, nowNanos);
  }

  void senderReport(RtcpPacket.SenderReport report, long nowNanos) {
    if (ssrc >= 0 && report.ssrc() != ssrc) {
      reasons.add(Reason.MISSING_REFERENCE);
      return;
    }
    statistics.senderReport(report.ntp(), nowNanos);
    if (!clock.senderReport(report.ntp(), report.timestamp(), nowNanos)) {
      reasons.add(Reason.BAD_VALUE);
    }
  }

  void expire(long nowNanos) {
    buffer.expire(nowNanos);
  }

  void end() {
    buffer.flush();
    depacketizer.end();
  }

  /// Reports and requests that are due.
  ///
  /// @param reportDue whether a receiver report is due
  List<RtcpPacket> feedback(ReceptionOptions options, boolean reportDue, long nowNanos) {
    List<RtcpPacket> out = new ArrayList<>();
    if (ssrc < 0) {
      return out;
    }
    if (options.feedback()) {
      keyFrames.due(options.ssrc(), ssrc, nowNanos).ifPresent(out::add);
      if (repeatsPackets && !options.isReliable()) {
        losses.due(buffer, options.ssrc(), ssrc, nowNanos).ifPresent(out::add);
      }
    }
    if (reportDue || !out.isEmpty()) {
      // a compound begins with a report and has the name, RFC 3550 §6.1
      List<ReportBlock> blocks =
          reportDue ? List.of(statistics.report(ssrc, nowNanos)) : List.<ReportBlock>of();
      out.addFirst(new RtcpPacket.Sdes(options.ssrc(), options.cname()));
      out.addFirst(new RtcpPacket.ReceiverReport(options.ssrc(), blocks));
    }
    return out;
  }

  void requestKeyFrame() {
    keyFrames.request();
  }

  boolean isVideo() {
    return keyFrames.isVideo();
  }

  long lastFrameNanos() {
    return lastFrameNanos;
  }

  ReceptionView.Media view() {
    MediaTime wallClock = frames == 0 ? null : session.wallClockOf(lastFrame);
    return new ReceptionView.Media(
        map.encoding(),
        null,
        packets,
        bytes,
        frames,
        damaged,
        buffer.lost(),
        buffer.late(),
        buffer.reordered(),
        buffer.duplicates(),
        statistics.jitter(),
        reasons.snapshot(),
        lastFrameNanos,
        wallClock == null ? null : Instant.EPOCH.plusNanos(wallClock.nanos()));
  }

  @Override
  public void params(CodecParams params) {
    if (params instanceof CodecParams.Video video) {
      estimator = new DtsEstimator(video.format().reorderDepth(), video.format().frameRate());
    }
    order.announcer().params(trackId, params);
  }

  @Override
  public void frame(long timestamp, long offsetTicks, boolean keyFrame, Bytes payload) {
    MediaTime raw = clock.raw(timestamp, offsetTicks);
    MediaTime shift = clock.shiftAt(raw, deliveredNanos);
    if (arrivalTimes) {
      raw = session.arrival(deliveredNanos).plus(MediaTime.ofTicks(offsetTicks, map.clockRate()));
      shift = MediaTime.ZERO;
    }
    MediaTime decode = estimator == null ? raw : estimator.dtsFor(raw);
    lastFrame = raw.plus(shift);
    lastFrameNanos = deliveredNanos;
    frames++;
    order.frame(
        new TimeOrder.Placed(trackId, keyFrame, payload, deliveredNanos),
        decode.plus(shift),
        lastFrame);
  }

  @Override
  public void damaged(Reason reason) {
    damaged++;
    reasons.add(reason);
    keyFrames.request();
  }

  @Override
  public void count(Reason reason) {
    reasons.add(reason);
  }

  private void deliver(ReorderBuffer.Delivery delivery) {
    deliveredNanos = delivery.arrivedNanos();
    if (delivery.restarted()) {
      restart();
    }
    if (delivery.lostBefore() > 0) {
      keyFrames.request();
    }
    depacketizer.accept(delivery.packet(), delivery.lostBefore() > 0 || delivery.restarted());
  }

  /// Cameras that restart their encoder come with another SSRC in the same session.
  private void anotherSource(long newSsrc) {
    if (ssrc >= 0) {
      buffer.restart();
    }
    ssrc = newSsrc;
  }

  private void restart() {
    depacketizer.end();
    clock.restart();
    statistics.restart();
  }
}
