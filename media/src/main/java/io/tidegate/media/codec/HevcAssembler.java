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
  private static final int NONE = -1;

  private final ReasonCounters counters = new ReasonCounters();
  private final ParameterSetStore vps = new ParameterSetStore();
  private final ParameterSetStore sps = new ParameterSetStore();
  private final ParameterSetStore pps = new ParameterSetStore();
  private CodecParams.@Nullable Hevc params;
  private CodecParams.@Nullable Hevc announced;
  private boolean dirty;

  /// The SPS of the last key frame; -1 before the first.
  private int activeSps = NONE;

  /// Presets parameters from `hvcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Hevc configured) {
    vps.clear();
    sps.clear();
    pps.clear();
    activeSps = NONE;
    configured.vps().forEach(this::keep);
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
      if (nal.length() < 2 || H265NalType.layer(nal) > 0) {
        // Enhancement layers (annexes F to I: the second eye of stereo cameras): decoders of the
        // base layer leave them out, and their parameter sets have another syntax.
        continue;
      }
      int type = H265NalType.of(nal);
      if (H265NalType.isParameterSet(type)) {
        keep(nal);
      } else if (!H265NalType.isOnlyFraming(type)) {
        kept.add(nal);
        if (H265NalType.isIrap(type) && keySlice == null) {
          keySlice = nal;
        }
        picture |= H265NalType.isVcl(type);
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
    CodecParams.Hevc changed = params.equals(announced) ? null : params;
    announced = params;
    return new Result.Unit(NalUnits.joinLengthPrefixed(kept), keySlice != null, changed);
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

  /// Notes which SPS the key frame refers to. Encoders that give a new geometry a new id leave the
  /// old set valid, so the ids alone do not tell which one is in force.
  private void activate(Bytes keySlice) {
    try {
      Bytes set = pps.get(HevcSliceHeader.ppsIdOfIrap(keySlice));
      if (set == null) {
        return;
      }
      int id = HevcParameterSets.spsIdOfPps(set);
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
      params = HevcParameterSets.parse(vps.inOrder(), sps.startingWith(activeSps), pps.inOrder());
      dirty = false;
    } catch (MalformedException incomplete) {
      // one of the three is not here yet: the next set may complete them
    }
  }
}
