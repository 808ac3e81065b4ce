package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.codec.H265NalType;
import io.tidegate.media.codec.HevcAssembler;
import io.tidegate.media.codec.HevcParameterSets;
import io.tidegate.rtsp.sdp.FormatParameters;
import java.util.List;

/// H.265 over RTP without decoding order numbers. RFC 7798. Loop-confined.
final class H265Depacketizer implements Depacketizer {
  private static final int AGGREGATION = 48;
  private static final int FRAGMENTATION = 49;

  /// PACI and the types of no meaning. RFC 7798 §4.4.4
  private static final int FIRST_UNSUPPORTED = 50;

  private static final int HEADER_LENGTH = 2;

  private final Output out;
  private final NalCollector collector;

  /// @param parameters of the `fmtp` line, whose `sprop-vps`, `-sps` and `-pps` are used where they
  ///   are good
  H265Depacketizer(FormatParameters parameters, Output out) {
    this.out = out;
    HevcAssembler assembler = new HevcAssembler();
    configure(assembler, parameters);
    collector = new NalCollector(NalSyntax.H265, assembler, out);
  }

  private void configure(HevcAssembler assembler, FormatParameters parameters) {
    List<Bytes> sps = parameters.base64List("sprop-sps");
    List<Bytes> pps = parameters.base64List("sprop-pps");
    if (sps.isEmpty() || pps.isEmpty()) {
      return; // they come with the stream
    }
    try {
      CodecParams.Hevc params =
          HevcParameterSets.parse(parameters.base64List("sprop-vps"), sps, pps);
      assembler.configure(params);
      out.params(params);
    } catch (MalformedException damaged) {
      out.count(damaged.reason());
    }
  }

  @Override
  public void accept(RtpPacket packet, boolean afterGap) {
    Bytes payload = packet.payload();
    collector.begin(packet, afterGap);
    if (payload.length() <= HEADER_LENGTH) {
      out.count(Reason.TRUNCATED);
    } else {
      payload(payload);
    }
    collector.finish(packet.marker());
  }

  @Override
  public void end() {
    collector.end();
  }

  private void payload(Bytes payload) {
    int type = H265NalType.of(payload);
    if (type == AGGREGATION) {
      aggregate(payload);
    } else if (type == FRAGMENTATION) {
      fragment(payload);
    } else if (type >= FIRST_UNSUPPORTED) {
      collector.damage(Reason.UNSUPPORTED);
    } else {
      collector.whole(payload);
    }
  }

  /// NAL units after their size in two bytes. RFC 7798 §4.4.2
  private void aggregate(Bytes payload) {
    int at = HEADER_LENGTH;
    while (at < payload.length()) {
      if (payload.length() - at < 2) {
        collector.damage(Reason.TRUNCATED);
        return;
      }
      int size = payload.u16(at);
      at += 2;
      if (size < HEADER_LENGTH || size > payload.length() - at) {
        collector.damage(Reason.BAD_LENGTH);
        return;
      }
      collector.whole(payload.slice(at, size));
      at += size;
    }
  }

  /// The payload header with the type replaced, FU header with S, E and the type. RFC 7798 §4.4.3
  private void fragment(Bytes payload) {
    int header = payload.u8(HEADER_LENGTH);
    Bytes part = payload.slice(HEADER_LENGTH + 1);
    if ((header & 0x80) != 0) {
      int first = (payload.u8(0) & 0x81) | (header & 0x3F) << 1;
      collector.startFragment(Bytes.of(first, payload.u8(1)), part);
    } else {
      collector.fragment(part);
    }
    if ((header & 0x40) != 0) {
      collector.endFragment();
    }
  }
}
