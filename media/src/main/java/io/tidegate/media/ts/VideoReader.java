package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.codec.AccessUnitAssembler;
import io.tidegate.media.codec.AnnexB;
import io.tidegate.media.codec.AvcAssembler;
import io.tidegate.media.codec.H264NalType;
import io.tidegate.media.codec.H265NalType;
import io.tidegate.media.codec.HevcAssembler;
import java.util.List;

/// H.264 and H.265 in Annex B form: one access unit in a PES packet, or several with delimiters
/// between them. ISO/IEC 13818-1 §2.14 and §2.17. Loop-confined.
final class VideoReader implements ElementaryReader {
  /// Where neither the bitstream nor the times before tell: 25 Hz.
  private static final MediaTime USUAL_STEP = MediaTime.ofMillis(40);

  /// A longer distance than this is a pause, not a frame rate.
  private static final MediaTime LONGEST_STEP = MediaTime.ofSeconds(1);

  private final TrackOutput out;
  private final ReasonCounters counters;
  private final AccessUnitAssembler assembler;
  private @Nullable MediaTime lastDts;
  private MediaTime step = USUAL_STEP;

  private VideoReader(TrackOutput out, ReasonCounters counters, AccessUnitAssembler assembler) {
    this.out = out;
    this.counters = counters;
    this.assembler = assembler;
  }

  static VideoReader avc(TrackOutput out, ReasonCounters counters) {
    return new VideoReader(out, counters, new AvcAssembler());
  }

  static VideoReader hevc(TrackOutput out, ReasonCounters counters) {
    return new VideoReader(out, counters, new HevcAssembler());
  }

  /// What the access units had wrong with them.
  ReasonCounters bitstreamCounters() {
    return assembler.counters();
  }

  @Override
  public void accept(Bytes content, @Nullable MediaTime pts, @Nullable MediaTime dts) {
    MediaTime decode = dts != null ? dts : lastDts == null ? null : lastDts.plus(step);
    if (decode == null) {
      counters.add(Reason.MISSING_REFERENCE);
      return;
    }
    MediaTime present = pts != null ? pts : decode;
    List<Bytes> nals = AnnexB.split(content);
    if (nals.isEmpty() && !content.isEmpty()) {
      counters.add(Reason.LOST_SYNC);
    }
    int start = 0;
    boolean picture = false;
    for (int i = 0; i < nals.size(); i++) {
      if (picture && isDelimiter(nals.get(i))) {
        unit(nals.subList(start, i), decode, present);
        decode = decode.plus(step);
        present = present.plus(step);
        start = i;
        picture = false;
      }
      picture |= isPicture(nals.get(i));
    }
    unit(nals.subList(start, nals.size()), decode, present);
  }

  @Override
  public void gap() {
    lastDts = null;
  }

  private void unit(List<Bytes> nals, MediaTime dts, MediaTime pts) {
    if (nals.isEmpty()) {
      return;
    }
    switch (assembler.accept(nals)) {
      case AccessUnitAssembler.Result.Unit unit -> {
        CodecParams.Video changed = unit.changed();
        if (changed != null) {
          out.params(changed);
        }
        learnStep(changed, dts);
        lastDts = dts;
        out.frame(dts, pts, unit.keyFrame(), unit.payload());
      }
      case AccessUnitAssembler.Result.Nothing nothing -> {
        // counted by the assembler
      }
    }
  }

  private void learnStep(CodecParams.@Nullable Video changed, MediaTime dts) {
    MediaTime moved = lastDts == null ? MediaTime.ZERO : dts.minus(lastDts);
    if (changed != null && changed.format().frameRate().isKnown()) {
      step = changed.format().frameRate().frameDuration();
    } else if (moved.nanos() > 0 && moved.isBefore(LONGEST_STEP)) {
      step = moved;
    }
  }

  private boolean isDelimiter(Bytes nal) {
    return switch (assembler) {
      case AvcAssembler avc -> H264NalType.of(nal) == H264NalType.ACCESS_UNIT_DELIMITER;
      case HevcAssembler hevc -> H265NalType.of(nal) == H265NalType.ACCESS_UNIT_DELIMITER;
    };
  }

  private boolean isPicture(Bytes nal) {
    return switch (assembler) {
      case AvcAssembler avc -> H264NalType.isVcl(H264NalType.of(nal));
      case HevcAssembler hevc -> H265NalType.isVcl(H265NalType.of(nal));
    };
  }
}
