package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.codec.AnnexB;
import io.tidegate.media.codec.AvcAssembler;
import io.tidegate.media.codec.AvcParameterSets;
import io.tidegate.media.codec.H264NalType;
import io.tidegate.rtsp.sdp.FormatParameters;
import java.util.ArrayList;
import java.util.List;

/// H.264 over RTP, single NAL unit and non-interleaved mode. RFC 6184. Loop-confined.
final class H264Depacketizer implements Depacketizer {
  private static final int STAP_A = 24;
  private static final int FU_A = 28;

  /// First type of no meaning at all (0, 30 and 31 are undefined). RFC 6184 table 1
  private static final int FIRST_UNDEFINED = 30;

  private final Output out;
  private final NalCollector collector;

  /// @param parameters of the `fmtp` line, whose `sprop-parameter-sets` are used where they are
  ///   good
  H264Depacketizer(FormatParameters parameters, Output out) {
    this.out = out;
    AvcAssembler assembler = new AvcAssembler();
    configure(assembler, parameters.base64List("sprop-parameter-sets"));
    collector = new NalCollector(NalSyntax.H264, assembler, out);
  }

  private void configure(AvcAssembler assembler, List<Bytes> sets) {
    List<Bytes> sps = new ArrayList<>();
    List<Bytes> pps = new ArrayList<>();
    for (Bytes set : sets) {
      // Cameras that keep the start codes of their parameter sets
      Bytes nal = startsWithStartCode(set) ? AnnexB.split(set).getFirst() : set;
      switch (H264NalType.of(nal)) {
        case H264NalType.SPS -> sps.add(nal);
        case H264NalType.PPS -> pps.add(nal);
        default -> out.count(Reason.BAD_VALUE);
      }
    }
    if (sps.isEmpty() || pps.isEmpty()) {
      return; // they come with the stream
    }
    try {
      CodecParams.Avc params = AvcParameterSets.parse(sps, pps);
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
    if (payload.isEmpty()) {
      out.count(Reason.TRUNCATED); // Some cameras send such packets as keep-alives
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
    int type = H264NalType.of(payload);
    if (type == STAP_A) {
      aggregate(payload);
    } else if (type == FU_A) {
      fragment(payload);
    } else if (type == 0 && startsWithStartCode(payload)) {
      // Cameras that send Annex B instead of RFC 6184
      AnnexB.split(payload).forEach(collector::whole);
    } else if (type == 0 || type >= FIRST_UNDEFINED) {
      collector.damage(Reason.BAD_VALUE);
    } else if (type > STAP_A) {
      collector.damage(Reason.UNSUPPORTED); // STAP-B, MTAP16, MTAP24, FU-B: interleaved mode
    } else {
      collector.whole(payload);
    }
  }

  /// STAP-A: NAL units after their size in two bytes. RFC 6184 §5.7.1
  private void aggregate(Bytes payload) {
    int at = 1;
    while (at < payload.length()) {
      if (payload.length() - at < 2) {
        collector.damage(Reason.TRUNCATED);
        return;
      }
      int size = payload.u16(at);
      at += 2;
      if (size > payload.length() - at) {
        collector.damage(Reason.BAD_LENGTH);
        return;
      }
      if (size > 0) { // padding with zeros is met
        collector.whole(payload.slice(at, size));
      }
      at += size;
    }
  }

  /// FU-A: FU indicator with F and NRI, FU header with S, E, R and the type. RFC 6184 §5.8
  private void fragment(Bytes payload) {
    if (payload.length() < 2) {
      collector.damage(Reason.TRUNCATED);
      return;
    }
    int header = payload.u8(1);
    Bytes part = payload.slice(2);
    if ((header & 0x80) != 0) {
      collector.startFragment(Bytes.of((payload.u8(0) & 0xE0) | (header & 0x1F)), part);
    } else {
      collector.fragment(part);
    }
    if ((header & 0x40) != 0) { // both S and E: forbidden by the RFC, sent by some, and clear
      collector.endFragment();
    }
  }

  private static boolean startsWithStartCode(Bytes payload) {
    return payload.length() > 4
        && payload.u16(0) == 0
        && (payload.u8(2) == 1 || payload.u16(2) == 1);
  }
}
