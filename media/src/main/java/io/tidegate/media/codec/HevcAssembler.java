package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.ArrayList;
import java.util.List;

/// [AccessUnitAssembler] of H.265.
public final class HevcAssembler implements AccessUnitAssembler {
  private final ReasonCounters counters = new ReasonCounters();
  private final ParameterSetStore vps = new ParameterSetStore();
  private final ParameterSetStore sps = new ParameterSetStore();
  private final ParameterSetStore pps = new ParameterSetStore();
  private CodecParams.@Nullable Hevc params;
  private CodecParams.@Nullable Hevc announced;
  private boolean dirty;

  /// Presets parameters from `hvcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Hevc configured) {
    vps.clear();
    sps.clear();
    pps.clear();
    configured.vps().forEach(this::keep);
    configured.sps().forEach(this::keep);
    configured.pps().forEach(this::keep);
    rebuild();
  }

  @Override
  public Result accept(List<Bytes> nalUnits) {
    List<Bytes> kept = new ArrayList<>(nalUnits.size());
    boolean keyFrame = false;
    boolean picture = false;
    for (Bytes nal : nalUnits) {
      if (nal.length() < 2) {
        continue;
      }
      int type = H265NalType.of(nal);
      if (H265NalType.isParameterSet(type)) {
        keep(nal);
      } else if (!H265NalType.isOnlyFraming(type)) {
        kept.add(nal);
        keyFrame |= H265NalType.isIrap(type);
        picture |= H265NalType.isVcl(type);
      }
    }
    rebuild();
    if (!picture) {
      return Result.Nothing.INSTANCE;
    }
    if (params == null) {
      counters.add(Reason.MISSING_REFERENCE);
      return Result.Nothing.INSTANCE;
    }
    CodecParams.Hevc changed = params.equals(announced) ? null : params;
    announced = params;
    return new Result.Unit(NalUnits.joinLengthPrefixed(kept), keyFrame, changed);
  }

  @Override
  public CodecParams.@Nullable Hevc params() {
    return params;
  }

  @Override
  public ReasonCounters counters() {
    return counters;
  }

  private void keep(Bytes nal) {
    ParameterSetStore store =
        switch (H265NalType.of(nal)) {
          case H265NalType.VPS -> vps;
          case H265NalType.SPS -> sps;
          default -> pps;
        };
    if (store.contains(nal)) {
      return;
    }
    try {
      dirty |= store.put(HevcParameterSets.id(nal), nal);
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
    }
  }

  private void rebuild() {
    if (!dirty) {
      return;
    }
    try {
      params = HevcParameterSets.parse(vps.inOrder(), sps.inOrder(), pps.inOrder());
      dirty = false;
    } catch (MalformedException incomplete) {
      // one of the three is not here yet: the next set may complete them
    }
  }
}
