package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.ArrayList;
import java.util.List;

/// [AccessUnitAssembler] of H.264.
public final class AvcAssembler implements AccessUnitAssembler {
  private final ReasonCounters counters = new ReasonCounters();
  private final ParameterSetStore sps = new ParameterSetStore();
  private final ParameterSetStore pps = new ParameterSetStore();
  private CodecParams.@Nullable Avc params;
  private CodecParams.@Nullable Avc announced;
  private boolean dirty;

  /// Presets parameters from `avcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Avc configured) {
    sps.clear();
    pps.clear();
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
      if (nal.isEmpty()) {
        continue;
      }
      int type = H264NalType.of(nal);
      if (type == H264NalType.SPS || type == H264NalType.PPS) {
        keep(nal);
      } else if (!H264NalType.isOnlyFraming(type) && type != H264NalType.SPS_EXTENSION) {
        kept.add(nal);
        keyFrame |= type == H264NalType.IDR;
        picture |= H264NalType.isVcl(type);
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
    CodecParams.Avc changed = params.equals(announced) ? null : params;
    announced = params;
    return new Result.Unit(NalUnits.joinLengthPrefixed(kept), keyFrame, changed);
  }

  @Override
  public CodecParams.@Nullable Avc params() {
    return params;
  }

  @Override
  public ReasonCounters counters() {
    return counters;
  }

  private void keep(Bytes nal) {
    ParameterSetStore store = H264NalType.of(nal) == H264NalType.SPS ? sps : pps;
    if (store.contains(nal)) {
      return;
    }
    try {
      int id = store == sps ? AvcParameterSets.spsId(nal) : AvcParameterSets.ppsId(nal);
      dirty |= store.put(id, nal);
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
    }
  }

  private void rebuild() {
    if (!dirty) {
      return;
    }
    try {
      params = AvcParameterSets.parse(sps.inOrder(), pps.inOrder());
      dirty = false;
    } catch (MalformedException incomplete) {
      // an SPS without its PPS yet: the next set may complete it
    }
  }
}
