package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.ReasonCounters;
import java.util.ArrayList;
import java.util.List;

/// [AccessUnitAssembler] of H.265.
public final class HevcAssembler implements AccessUnitAssembler {
  private final ParameterSets<CodecParams.Hevc> sets = new ParameterSets<>(new Syntax());

  /// Presets parameters from `hvcC` or a session description; the next unit announces them if new.
  public void configure(CodecParams.Hevc configured) {
    sets.configure(configured.vps(), configured.sps(), configured.pps());
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
        keep(type, nal);
      } else if (!H265NalType.isOnlyFraming(type)) {
        kept.add(nal);
        keySlice = keySlice == null && H265NalType.isIrap(type) ? nal : keySlice;
        picture |= H265NalType.isVcl(type);
      }
    }
    if (keySlice != null) {
      sets.activate(keySlice);
    }
    return sets.unit(kept, picture, keySlice != null);
  }

  @Override
  public CodecParams.@Nullable Hevc params() {
    return sets.params();
  }

  @Override
  public ReasonCounters counters() {
    return sets.counters();
  }

  private void keep(int type, Bytes set) {
    switch (type) {
      case H265NalType.VPS -> sets.keepVps(set);
      case H265NalType.SPS -> sets.keepSps(set);
      default -> sets.keepPps(set);
    }
  }

  private static final class Syntax implements ParameterSets.Syntax<CodecParams.Hevc> {
    @Override
    public int idOf(Bytes set) throws MalformedException {
      return HevcParameterSets.id(set);
    }

    @Override
    public int ppsIdOf(Bytes keySlice) throws MalformedException {
      return HevcSliceHeader.ppsIdOfIrap(keySlice);
    }

    @Override
    public int spsIdOf(Bytes pps) throws MalformedException {
      return HevcParameterSets.spsIdOfPps(pps);
    }

    @Override
    public CodecParams.Hevc parse(List<Bytes> vps, List<Bytes> sps, List<Bytes> pps)
        throws MalformedException {
      return HevcParameterSets.parse(vps, sps, pps);
    }
  }
}
