package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// All OBUs of one time, in the canonical payload of [io.tidegate.media.Frame]. AV1 §7.5.
/// Immutable.
///
/// @param payload without temporal delimiters; empty when nothing else was there
/// @param sequenceHeader the first one inside, null without: it may be another than before
public record Av1TemporalUnit(Bytes payload, @Nullable Bytes sequenceHeader) {
  public static Av1TemporalUnit parse(Bytes unit) throws MalformedException {
    List<Bytes> kept = new ArrayList<>();
    Bytes sequenceHeader = null;
    int dropped = 0;
    boolean delimitersLead = true;
    for (Bytes obu : Obus.split(unit)) {
      if (Obus.type(obu) == Obus.TEMPORAL_DELIMITER) {
        dropped += obu.length();
        delimitersLead &= kept.isEmpty();
        continue;
      }
      kept.add(obu);
      if (sequenceHeader == null && Obus.type(obu) == Obus.SEQUENCE_HEADER) {
        sequenceHeader = obu;
      }
    }
    Bytes payload = delimitersLead ? unit.slice(dropped) : Bytes.concat(kept);
    return new Av1TemporalUnit(payload, sequenceHeader);
  }
}
