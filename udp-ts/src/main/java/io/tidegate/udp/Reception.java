package io.tidegate.udp;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamSink;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.tidegate.media.ts.TsDemuxerStats;
import io.tidegate.udp.packet.RtpMode;
import io.tidegate.udp.packet.TransportInput;

/// Datagrams to stream events: what a source has while its socket is open. Loop-confined.
final class Reception {
  private final TsDemuxer demuxer;
  private final TransportInput input;
  private long receivedNanos;

  Reception(RtpMode mode, StreamSink out) {
    this.demuxer = new TsDemuxer(out, TsDemuxerOptions.DEFAULT);
    this.input = new TransportInput(mode, piece -> demuxer.accept(piece, receivedNanos));
  }

  void accept(Bytes datagram, long nowNanos) {
    receivedNanos = nowNanos;
    input.accept(datagram, nowNanos);
  }

  /// For packets that wait for others.
  void expire(long nowNanos) {
    receivedNanos = nowNanos;
    input.expire(nowNanos);
  }

  void end() {
    demuxer.end();
  }

  boolean isRtp() {
    return input.isRtp();
  }

  long datagrams() {
    return input.datagrams();
  }

  long lost() {
    return input.lost();
  }

  /// Why no frame comes out of what comes in, in words; empty when that is not known.
  String trouble() {
    TsDemuxerStats stats = demuxer.stats();
    if (!input.foreign().isEmpty()) {
      return input.foreign();
    }
    if (stats.scrambledPackets() > 0) {
      return "the transport stream is scrambled (" + stats.scrambledPackets() + " packets)";
    }
    if (input.datagrams() > 0 && stats.packets() == 0) {
      return "what comes is no transport stream";
    }
    return stats.notCarried().isEmpty() ? "" : "not carried: " + stats.notCarried();
  }
}
