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
  private static final int NONE = -1;

  private final ReasonCounters counters = new ReasonCounters();
  private final ParameterSetStore sps = new ParameterSetStore();
  private final ParameterSetStore pps = new ParameterSetStore();
  private CodecParams.@Nullable Avc params;
  private CodecParams.@Nullable Avc announced;
  private boolean dirty;

  /// The SPS of the last key frame; -1 before the first.
  private int activeSps = NONE;

  /// Presets parameters from `avcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Avc configured) {
    sps.clear();
    pps.clear();
    activeSps = NONE;
    configured.sps().forEach(this::keep);
    configured.pps().forEach(this::keep);
    rebuild();
  }

  @Override
  public Result accept(List<Bytes> nalUnits) {
    List<Bytes> kept = new ArrayList<>(nalUnits.size());
    Bytes keySlice = null;
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
        if (type == H264NalType.IDR && keySlice == null) {
          keySlice = nal;
        }
        picture |= H264NalType.isVcl(type);
      }
    }
    if (keySlice != null) {
      activate(keySlice);
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
    return new Result.Unit(NalUnits.joinLengthPrefixed(kept), keySlice != null, changed);
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

  /// Notes which SPS the key frame refers to. Encoders that give a new geometry a new id leave the
  /// old set valid, so the ids alone do not tell which one is in force.
  private void activate(Bytes keySlice) {
    try {
      Bytes set = pps.get(AvcSliceHeader.ppsId(keySlice));
      if (set == null) {
        return;
      }
      int id = AvcParameterSets.spsIdOfPps(set);
      if (id != activeSps && sps.get(id) != null) {
        activeSps = id;
        dirty = true;
      }
    } catch (MalformedException damaged) {
      // slices pass through whatever they hold: the set in force stays
    }
  }

  private void rebuild() {
    if (!dirty) {
      return;
    }
    try {
      params = AvcParameterSets.parse(sps.startingWith(activeSps), pps.inOrder());
      dirty = false;
    } catch (MalformedException incomplete) {
      // an SPS without its PPS yet: the next set may complete it
    }
  }
}
