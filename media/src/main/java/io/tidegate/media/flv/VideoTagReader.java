package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.AccessUnitAssembler;
import io.tidegate.media.codec.AnnexB;
import io.tidegate.media.codec.Av1Configuration;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.codec.Av1TemporalUnit;
import io.tidegate.media.codec.AvcAssembler;
import io.tidegate.media.codec.AvcDecoderConfiguration;
import io.tidegate.media.codec.HevcAssembler;
import io.tidegate.media.codec.HevcDecoderConfiguration;
import io.tidegate.media.codec.NalUnits;
import io.tidegate.media.codec.Vp9Configuration;
import io.tidegate.media.codec.Vp9FrameHeader;
import java.util.List;

/// Bodies of video tags: classic, HEVC as codec id 12, and Enhanced RTMP. §E.4.3. Loop-confined.
final class VideoTagReader {
  /// One picture.
  ///
  /// @param compositionMs PTS less DTS, as told: may be negative
  record Picture(Bytes payload, boolean keyFrame, int compositionMs) {}

  private static final int EX_HEADER = 5;
  private static final int CLASSIC_HEADER = 5;

  private final ReasonCounters counters;
  private @Nullable AccessUnitAssembler assembler;
  private int nalLengthSize = 4;
  private CodecParams.@Nullable Video params;
  private boolean changed;
  private int hintedWidth;
  private int hintedHeight;

  /// The FourCC of the last sequence header, classic codec ids included; 0 before the first.
  private int configured;

  /// Configuration of VP9, waiting for the geometry of a key frame.
  private Bytes vpcC = Bytes.EMPTY;

  VideoTagReader(ReasonCounters counters) {
    this.counters = counters;
  }

  /// From `onMetaData`, for VP9, whose configuration has no geometry. 0 for unknown.
  void geometry(int width, int height) {
    hintedWidth = width;
    hintedHeight = height;
  }

  /// The parameters in force, null before the first.
  CodecParams.@Nullable Video params() {
    return params;
  }

  /// True once after each change of [#params].
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /// The picture in `body`; null when it holds a header, or nothing of use.
  @Nullable
  Picture read(Bytes body) throws MalformedException, UnsupportedException {
    int first = body.u8(0);
    boolean enhanced = (first & FlvIds.EX_VIDEO) != 0;
    int frameType = first >> 4 & 7;
    if (frameType == FlvIds.FRAME_COMMAND) {
      return null; // a seek marker of servers
    }
    boolean keyFrame = frameType == FlvIds.FRAME_KEY;
    return enhanced ? enhanced(body, first & 0xF, keyFrame) : classic(body, first & 0xF);
  }

  private @Nullable Picture classic(Bytes body, int codecId)
      throws MalformedException, UnsupportedException {
    if (codecId != FlvIds.VIDEO_AVC && codecId != FlvIds.VIDEO_HEVC) {
      throw new UnsupportedException("FLV video codec " + codecId + " is not carried");
    }
    need(body, CLASSIC_HEADER);
    int fourCc = codecId == FlvIds.VIDEO_AVC ? FlvIds.AVC1 : FlvIds.HVC1;
    Bytes content = body.slice(CLASSIC_HEADER);
    return switch (body.u8(1)) {
      case FlvIds.AVC_SEQUENCE_HEADER -> {
        configure(fourCc, content);
        yield null;
      }
      case FlvIds.AVC_NALUS -> nalUnits(fourCc, content, signed24(body.u24(2)));
      default -> null; // end of sequence
    };
  }

  private @Nullable Picture enhanced(Bytes body, int packetType, boolean keyFrame)
      throws MalformedException, UnsupportedException {
    need(body, EX_HEADER);
    int fourCc = body.s32(1);
    Bytes content = body.slice(EX_HEADER);
    return switch (packetType) {
      case FlvIds.EX_SEQUENCE_START -> {
        configure(fourCc, content);
        yield null;
      }
      case FlvIds.EX_CODED_FRAMES -> codedFrames(fourCc, content, keyFrame);
      case FlvIds.EX_CODED_FRAMES_X ->
          hasNalUnits(fourCc) ? nalUnits(fourCc, content, 0) : whole(fourCc, content, keyFrame);
      case FlvIds.EX_MPEG2TS_SEQUENCE_START, FlvIds.EX_MULTITRACK_VIDEO, FlvIds.EX_MODEX ->
          throw new UnsupportedException(
              "Enhanced RTMP video packet type " + packetType + " is not carried");
      default -> null; // end of sequence, colour metadata
    };
  }

  private @Nullable Picture codedFrames(int fourCc, Bytes content, boolean keyFrame)
      throws MalformedException, UnsupportedException {
    if (!hasNalUnits(fourCc)) {
      return whole(fourCc, content, keyFrame);
    }
    need(content, 3);
    return nalUnits(fourCc, content.slice(3), signed24(content.u24(0)));
  }

  private void configure(int fourCc, Bytes configuration)
      throws MalformedException, UnsupportedException {
    if (configuration.isEmpty()) {
      return; // FFmpeg 7.1 sends such a header before the one of AV1 from libaom
    }
    if (fourCc == FlvIds.AVC1) {
      AvcDecoderConfiguration.Parsed parsed = AvcDecoderConfiguration.parse(configuration);
      AvcAssembler avc = assembler instanceof AvcAssembler same ? same : new AvcAssembler();
      avc.configure(parsed.params());
      use(avc, parsed.params(), parsed.nalLengthSize());
    } else if (fourCc == FlvIds.HVC1) {
      HevcDecoderConfiguration.Parsed parsed = HevcDecoderConfiguration.parse(configuration);
      HevcAssembler hevc = assembler instanceof HevcAssembler same ? same : new HevcAssembler();
      hevc.configure(parsed.params());
      use(hevc, parsed.params(), parsed.nalLengthSize());
    } else if (fourCc == FlvIds.AV01) {
      use(null, Av1Configuration.parse(configuration), 4);
    } else if (fourCc == FlvIds.VP09) {
      vpcC = configuration.detached();
      if (hintedWidth > 0 && hintedHeight > 0) {
        use(null, Vp9Configuration.parse(vpcC, hintedWidth, hintedHeight), 4);
      }
    } else {
      throw new UnsupportedException(
          "Enhanced RTMP video " + FlvIds.fourCcText(fourCc) + " is not carried");
    }
    configured = fourCc;
  }

  private void use(
      @Nullable AccessUnitAssembler newAssembler, CodecParams.Video newParams, int lengthSize) {
    assembler = newAssembler;
    nalLengthSize = lengthSize;
    changed |= !newParams.equals(params);
    params = newParams;
  }

  private @Nullable Picture nalUnits(int fourCc, Bytes content, int compositionMs)
      throws MalformedException {
    AccessUnitAssembler current = assembler;
    if (current == null || fourCc != configured) {
      counters.add(Reason.MISSING_REFERENCE);
      return null;
    }
    return switch (current.accept(split(content))) {
      case AccessUnitAssembler.Result.Nothing _ -> null;
      case AccessUnitAssembler.Result.Unit unit -> {
        if (unit.changed() != null && !unit.changed().equals(params)) {
          params = unit.changed();
          changed = true;
        }
        yield new Picture(unit.payload(), unit.keyFrame(), compositionMs);
      }
    };
  }

  /// Some hardware encoders put start codes where lengths belong.
  private List<Bytes> split(Bytes content) throws MalformedException {
    boolean startCode = content.length() > 4 && content.u32(0) == 1 && nalLengthSize == 4;
    return startCode ? AnnexB.split(content) : NalUnits.splitLengthPrefixed(content, nalLengthSize);
  }

  private @Nullable Picture whole(int fourCc, Bytes content, boolean keyFrame)
      throws MalformedException, UnsupportedException {
    if (fourCc != configured) {
      counters.add(Reason.MISSING_REFERENCE);
      return null;
    }
    if (content.isEmpty()) {
      return null;
    }
    return fourCc == FlvIds.VP09 ? vp9(content, keyFrame) : av1(content, keyFrame);
  }

  private @Nullable Picture vp9(Bytes content, boolean keyFrame) throws MalformedException {
    if (keyFrame) {
      followGeometry(Vp9FrameHeader.parseKeyFrame(content));
    }
    if (!(params instanceof CodecParams.Vp9)) {
      counters.add(Reason.MISSING_REFERENCE);
      return null;
    }
    return new Picture(content, keyFrame, 0);
  }

  /// Encoders that change the geometry tell it in the bitstream; not all send a new `av1C`.
  private @Nullable Picture av1(Bytes content, boolean keyFrame)
      throws MalformedException, UnsupportedException {
    Av1TemporalUnit unit = Av1TemporalUnit.parse(content);
    if (unit.sequenceHeader() != null) {
      use(null, Av1SequenceHeader.parse(unit.sequenceHeader()), 4);
    }
    return unit.payload().isEmpty() ? null : new Picture(unit.payload(), keyFrame, 0);
  }

  /// Key frames of VP9 know better than `onMetaData`, and may change it in mid-stream.
  private void followGeometry(Vp9FrameHeader header) throws MalformedException {
    boolean known =
        params instanceof CodecParams.Vp9 vp9
            && vp9.format().width() == header.width()
            && vp9.format().height() == header.height();
    if (!known) {
      use(null, Vp9Configuration.parse(vpcC, header.width(), header.height()), 4);
    }
  }

  private static boolean hasNalUnits(int fourCc) {
    return fourCc == FlvIds.HVC1 || fourCc == FlvIds.AVC1;
  }

  private static int signed24(int value) {
    return value << 8 >> 8;
  }

  private static void need(Bytes body, int count) throws MalformedException {
    if (body.length() < count) {
      throw new MalformedException(Reason.TRUNCATED, body.length(), "a video tag without header");
    }
  }
}
