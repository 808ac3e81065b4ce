package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import java.util.List;

/// The parameter sets of one track, which of them are in force, and whether that was told already:
/// what [AvcAssembler] and [HevcAssembler] have in common. Loop-confined.
///
/// 1. [#keep] for the sets of an access unit;
/// 2. [#activate] with its key slice, when it has one;
/// 3. [#unit] for what comes of it.
final class ParameterSets<P extends CodecParams.Video> {
  /// Where the codings differ.
  interface Syntax<P> {
    int idOf(Bytes set) throws MalformedException;

    int ppsIdOf(Bytes keySlice) throws MalformedException;

    int spsIdOf(Bytes pps) throws MalformedException;

    /// Geometry and the rest come from the first SPS.
    P parse(List<Bytes> vps, List<Bytes> sps, List<Bytes> pps) throws MalformedException;
  }

  private static final int NONE = -1;

  private final Syntax<P> syntax;
  private final ReasonCounters counters = new ReasonCounters();
  private final ParameterSetStore vps = new ParameterSetStore();
  private final ParameterSetStore sps = new ParameterSetStore();
  private final ParameterSetStore pps = new ParameterSetStore();
  private @Nullable P params;
  private @Nullable P announced;
  private boolean dirty;

  /// The SPS of the last key frame; -1 before the first.
  private int activeSps = NONE;

  ParameterSets(Syntax<P> syntax) {
    this.syntax = syntax;
  }

  /// Forgets all sets for those that came out of band. The next unit announces them if they are
  /// new.
  void configure(List<Bytes> newVps, List<Bytes> newSps, List<Bytes> newPps) {
    vps.clear();
    sps.clear();
    pps.clear();
    activeSps = NONE;
    newVps.forEach(this::keepVps);
    newSps.forEach(this::keepSps);
    newPps.forEach(this::keepPps);
    rebuild();
  }

  void keepVps(Bytes set) {
    keep(vps, set);
  }

  void keepSps(Bytes set) {
    keep(sps, set);
  }

  void keepPps(Bytes set) {
    keep(pps, set);
  }

  /// Notes which SPS the key frame refers to. Encoders that give a new geometry a new id leave the
  /// old set valid, so the ids alone do not tell which one is in force.
  void activate(Bytes keySlice) {
    try {
      Bytes set = pps.get(syntax.ppsIdOf(keySlice));
      if (set == null) {
        return;
      }
      int id = syntax.spsIdOf(set);
      if (id != activeSps && sps.get(id) != null) {
        activeSps = id;
        dirty = true;
      }
    } catch (MalformedException damaged) {
      // slices pass through whatever they hold: the set in force stays
    }
  }

  /// What comes of an access unit.
  ///
  /// @param kept its NAL units but for parameter sets and framing
  /// @param hasPicture whether a slice is among them
  AccessUnitAssembler.Result unit(List<Bytes> kept, boolean hasPicture, boolean keyFrame) {
    rebuild();
    if (!hasPicture) {
      return AccessUnitAssembler.Result.Nothing.INSTANCE;
    }
    P now = params;
    if (now == null) {
      counters.add(Reason.MISSING_REFERENCE);
      return AccessUnitAssembler.Result.Nothing.INSTANCE;
    }
    P changed = now.equals(announced) ? null : now;
    announced = now;
    return new AccessUnitAssembler.Result.Unit(
        NalUnits.joinLengthPrefixed(kept), keyFrame, changed);
  }

  /// The parameters in force; null before the first.
  @Nullable
  P params() {
    return params;
  }

  ReasonCounters counters() {
    return counters;
  }

  private void keep(ParameterSetStore store, Bytes set) {
    if (store.contains(set)) {
      return;
    }
    try {
      dirty |= store.put(syntax.idOf(set), set);
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
    }
  }

  private void rebuild() {
    if (!dirty) {
      return;
    }
    try {
      params = syntax.parse(vps.inOrder(), sps.startingWith(activeSps), pps.inOrder());
      dirty = false;
    } catch (MalformedException incomplete) {
      // one of them is not here yet: the next set may complete them
    }
  }
}
