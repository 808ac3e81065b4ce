package io.tidegate.media.fmp4;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;

/// A movie fragment as a player sees it. Immutable.
record FragmentView(long sequence, List<Run> runs) {
  /// @param time of `tfdt`
  /// @param payloads found through the data offset and the sizes
  record Run(long track, long time, List<Entry> entries, List<Bytes> payloads) {
    /// Where the next fragment of this track has to start.
    long end() {
      return time + entries.stream().mapToLong(Entry::duration).sum();
    }
  }

  record Entry(long duration, int size, long flags, int offset) {}

  static FragmentView of(List<Bytes> pieces) {
    Bytes fragment = Bytes.concat(pieces);
    List<Bytes> headers = Mp4Dump.bodies(fragment, "moof/traf/tfhd");
    List<Bytes> times = Mp4Dump.bodies(fragment, "moof/traf/tfdt");
    List<Bytes> truns = Mp4Dump.bodies(fragment, "moof/traf/trun");
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < truns.size(); i++) {
      List<Entry> entries = entries(truns.get(i));
      List<Bytes> payloads = new ArrayList<>();
      int at = (int) truns.get(i).u32(8); // from the first byte of moof, the first of the fragment
      for (Entry entry : entries) {
        payloads.add(fragment.slice(at, entry.size()));
        at += entry.size();
      }
      runs.add(new Run(headers.get(i).u32(4), times.get(i).u64(4), entries, payloads));
    }
    return new FragmentView(Mp4Dump.bodies(fragment, "moof/mfhd").get(0).u32(4), runs);
  }

  static List<Entry> entries(Bytes trun) {
    List<Entry> entries = new ArrayList<>();
    for (int at = 12; at < trun.length(); at += 16) {
      entries.add(
          new Entry(
              trun.u32(at), (int) trun.u32(at + 4), trun.u32(at + 8), (int) trun.u32(at + 12)));
    }
    if (entries.size() != trun.u32(4)) {
      throw new IllegalArgumentException("sample_count is not the number of entries");
    }
    return entries;
  }
}
