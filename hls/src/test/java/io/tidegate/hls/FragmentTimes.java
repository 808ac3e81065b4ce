package io.tidegate.hls;

import io.tidegate.media.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// When the frames of a segment of one track are decoded and shown, read out of its bytes alone.
/// ISO/IEC 14496-12 §8.8.12 (`tfdt`), §8.8.8 (`trun`). Immutable.
///
/// @param decoded of the first frame, in ticks
/// @param shown of each frame in order of decoding, in ticks
record FragmentTimes(long decoded, List<Long> shown) {
  private static final List<String> CONTAINERS = List.of("moof", "traf");

  static FragmentTimes of(Bytes segment) {
    List<Bytes> times = new ArrayList<>();
    List<Bytes> runs = new ArrayList<>();
    collect(segment, times, runs);
    List<Long> shown = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      long at = times.get(i).u64(4);
      Bytes run = runs.get(i);
      for (int entry = 12; entry < run.length(); entry += 16) {
        shown.add(at + (int) run.u32(entry + 12));
        at += run.u32(entry);
      }
    }
    return new FragmentTimes(times.getFirst().u64(4), shown);
  }

  /// When the frame is shown that is shown first.
  long earliest() {
    return Collections.min(shown);
  }

  private static void collect(Bytes boxes, List<Bytes> times, List<Bytes> runs) {
    int at = 0;
    while (at < boxes.length()) {
      int size = (int) boxes.u32(at);
      String type = boxes.slice(at + 4, 4).text(StandardCharsets.US_ASCII);
      Bytes body = boxes.slice(at + 8, size - 8);
      if (CONTAINERS.contains(type)) {
        collect(body, times, runs);
      } else if (type.equals("tfdt")) {
        times.add(body);
      } else if (type.equals("trun")) {
        runs.add(body);
      }
      at += size;
    }
  }
}
