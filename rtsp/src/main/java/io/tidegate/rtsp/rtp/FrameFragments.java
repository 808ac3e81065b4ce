package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;

/// Joins an audio frame that goes over several packets. Loop-confined.
final class FrameFragments {
  private final Depacketizer.Output out;
  private ByteWriter content = new ByteWriter();
  private boolean open;
  private long timestamp;
  private int expectedBytes;

  FrameFragments(Depacketizer.Output out) {
    this.out = out;
  }

  boolean isOpen() {
    return open;
  }

  int size() {
    return content.size();
  }

  /// For every packet before its content: drops what this packet cannot continue.
  void begin(RtpPacket packet, boolean afterGap) {
    if (open && (afterGap || packet.timestamp() != timestamp)) {
      drop(Reason.GAP);
    }
  }

  /// The first part of a frame.
  ///
  /// @param frameBytes length of the whole, checked by the caller against a limit
  void start(RtpPacket packet, int frameBytes, Bytes part) {
    drop(Reason.GAP);
    open = true;
    timestamp = packet.timestamp();
    expectedBytes = frameBytes;
    content.write(part);
  }

  /// A later part.
  ///
  /// @return the frame when this was its last part; null otherwise
  @Nullable
  Bytes add(Bytes part) {
    if (!open) {
      out.count(Reason.GAP); // its start is missing, and was reported
      return null;
    }
    content.write(part);
    if (content.size() < expectedBytes) {
      return null;
    }
    open = false;
    return content.toBytes().slice(0, expectedBytes);
  }

  /// Gives up what was collected, if anything.
  void drop(Reason reason) {
    if (open) {
      open = false;
      content = new ByteWriter();
      out.damaged(reason);
    }
  }
}
