package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import java.util.ArrayList;
import java.util.List;

/// [AccessUnitAssembler] of H.264.
///
/// Key frames are IDR pictures, and pictures of I slices alone that a recovery point SEI says to be
/// right at once (recovery_frame_cnt 0): broadcast encoders with open GOPs send an IDR picture at
/// their start and never again. Gradual refresh, where no picture is whole, has no key frame.
public final class AvcAssembler implements AccessUnitAssembler {
  /// A header and a byte of something to decode. [NalUnits#joinLengthPrefixed] counts on it: a NAL
  /// unit of one byte behind a start code looks as if its length stood before it.
  private static final int SHORTEST_NAL = 2;

  private final ParameterSets<CodecParams.Avc> sets = new ParameterSets<>(new Syntax());

  /// Presets parameters from `avcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Avc configured) {
    sets.configure(List.of(), configured.sps(), configured.pps());
  }

  @Override
  public Result accept(List<Bytes> nalUnits) {
    List<Bytes> kept = new ArrayList<>(nalUnits.size());
    Bytes firstSlice = null;
    Bytes idrSlice = null;
    for (Bytes nal : nalUnits) {
      if (nal.isEmpty()) {
        continue;
      }
      int type = H264NalType.of(nal);
      if (type == H264NalType.SPS) {
        sets.keepSps(nal);
      } else if (type == H264NalType.PPS) {
        sets.keepPps(nal);
      } else if (isPassedOn(type) && nal.length() >= SHORTEST_NAL) {
        kept.add(nal);
        firstSlice = firstSlice == null && H264NalType.isVcl(type) ? nal : firstSlice;
        idrSlice = idrSlice == null && type == H264NalType.IDR ? nal : idrSlice;
      }
    }
    boolean recovers = idrSlice == null && firstSlice != null && recovers(firstSlice, kept);
    Bytes keySlice = recovers ? firstSlice : idrSlice;
    if (keySlice != null) {
      sets.activate(keySlice);
    }
    return sets.unit(kept, firstSlice != null, keySlice != null);
  }

  @Override
  public CodecParams.@Nullable Avc params() {
    return sets.params();
  }

  @Override
  public ReasonCounters counters() {
    return sets.counters();
  }

  private static boolean isPassedOn(int type) {
    return !H264NalType.isOnlyFraming(type) && type != H264NalType.SPS_EXTENSION;
  }

  /// The first slice alone tells nearly always that it is none: cheap for all other pictures.
  private static boolean recovers(Bytes firstSlice, List<Bytes> nals) {
    if (!AvcSliceHeader.isIntra(firstSlice)) {
      return false;
    }
    boolean announced = false;
    for (Bytes nal : nals) {
      int type = H264NalType.of(nal);
      if (H264NalType.isVcl(type) && !AvcSliceHeader.isIntra(nal)) {
        return false;
      }
      announced |= type == H264NalType.SEI && AvcRecoveryPoint.isImmediate(nal);
    }
    return announced;
  }

  private static final class Syntax implements ParameterSets.Syntax<CodecParams.Avc> {
    @Override
    public int idOf(Bytes set) throws MalformedException {
      return H264NalType.of(set) == H264NalType.SPS
          ? AvcParameterSets.spsId(set)
          : AvcParameterSets.ppsId(set);
    }

    @Override
    public int ppsIdOf(Bytes keySlice) throws MalformedException {
      return AvcSliceHeader.ppsId(keySlice);
    }

    @Override
    public int spsIdOf(Bytes pps) throws MalformedException {
      return AvcParameterSets.spsIdOfPps(pps);
    }

    @Override
    public CodecParams.Avc parse(List<Bytes> vps, List<Bytes> sps, List<Bytes> pps)
        throws MalformedException {
      return AvcParameterSets.parse(sps, pps);
    }
  }
}
